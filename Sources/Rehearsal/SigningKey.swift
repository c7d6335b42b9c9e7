import Foundation
import Platform

/// An Ed25519 key in a file of its own, made as the docs say.
public struct SigningKey: Sendable {
    /// What signs, in PEM.
    public let file: String
    /// What signatures are held to.
    public let publicFile: String

    /// Lends one and removes it afterwards.
    public static func with(_ body: (SigningKey) async throws -> Void) async throws {
        let file = NSTemporaryDirectory() + "parapet-key-\(hex(randomBytes(5))).pem"
        let key = SigningKey(file: file, publicFile: file + ".pub")
        defer {
            for file in [key.file, key.publicFile] {
                try? FileManager.default.removeItem(atPath: file)
            }
        }
        for arguments in [
            ["genpkey", "-algorithm", "ed25519", "-out", key.file],
            ["pkey", "-in", key.file, "-pubout", "-out", key.publicFile],
        ] {
            let openssl = try Program("/usr/bin/openssl", arguments, environment: [:])
            guard await openssl.end() == 0 else { throw Missing(variable: openssl.error) }
        }
        try await body(key)
    }

    public func read() throws -> Ed25519.PrivateKey {
        try Ed25519.PrivateKey(pem: String(contentsOfFile: file, encoding: .utf8))
    }
}
