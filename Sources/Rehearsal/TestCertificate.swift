import Foundation
import Platform

/// A key and a certificate that signs itself, made for one test.
public struct TestCertificate: Sendable {
    public let key: String
    public let certificate: String

    /// - Parameters:
    ///   - subject: whom it names, as OpenSSL writes alternative names: `IP:127.0.0.1`.
    ///   - folder: where its files go.
    public init(naming subject: String, in folder: String, as name: String) async throws {
        key = "\(folder)/\(name)-key.pem"
        certificate = "\(folder)/\(name).pem"
        let made = try Program(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=\(subject)",
                "-keyout", key, "-out", certificate,
            ],
            environment: [:]
        )
        guard await made.wait() == 0 else { throw Missing(variable: made.error) }
    }
}
