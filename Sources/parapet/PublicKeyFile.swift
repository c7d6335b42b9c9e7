import Platform

/// A public key in a file.
enum PublicKeyFile {
    /// - Parameter code: what a fault is told with.
    static func read(_ path: String, code: String) throws -> Ed25519.PublicKey {
        let text = try TextFile.read(path, code: code)
        do throws(Ed25519.NoKey) {
            return try Ed25519.PublicKey(pem: text)
        } catch {
            throw Failure(
                "\(code) \(path): \(error.text)",
                hint: "openssl pkey -in PRIVATE -pubout writes the public half"
            )
        }
    }
}
