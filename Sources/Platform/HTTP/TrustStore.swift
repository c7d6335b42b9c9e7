import Glibc

/// The roots that the certificates of servers are held against: a PEM file, or a folder of them by
/// their hashes (`openssl rehash`).
public enum TrustStore: Sendable, Hashable {
    case file(String)
    case folder(String)

    /// What a path names. One that is not there is a file that cannot be read: nothing is trusted.
    public init(path: String) {
        self = Self.isFolder(path) ? .folder(path) : .file(path)
    }

    /// What the first of these variables that is set names; where none is, the system's.
    ///
    /// - Parameter variables: such as `AWS_CA_BUNDLE` ("Environment variables to configure the AWS
    ///   CLI", AWS CLI User Guide) and `SSL_CERT_FILE`, OpenSSL's own.
    public init(environment: [String: String], _ variables: [String]) {
        let path = variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = path.map { TrustStore(path: $0) } ?? .ofSystem
    }

    /// The distribution's.
    public static var ofSystem: TrustStore { first(of: systemFiles) { access($0, R_OK) == 0 } }

    /// - Parameter isThere: whether a file can be read.
    static func first(of files: [String], where isThere: (String) -> Bool) -> TrustStore {
        .file(files.first(where: isThere) ?? files[0])
    }

    /// Where distributions keep them, as Go's crypto/x509 looks for them (root_linux.go).
    static let systemFiles = [
        // Debian, Ubuntu, Gentoo, Arch
        "/etc/ssl/certs/ca-certificates.crt",
        // Fedora, RHEL, Amazon Linux
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        // openSUSE
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem",
        // Alpine
        "/etc/ssl/cert.pem",
    ]

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
