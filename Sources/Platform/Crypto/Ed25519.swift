import COpenSSL

/// Signatures by Ed25519 (RFC 8032), with keys in PEM as `openssl genpkey -algorithm ed25519` writes
/// them.
public enum Ed25519 {
    /// Why a text is no key.
    public struct NoKey: Error, Sendable, CustomStringConvertible {
        public let text: String

        public var description: String { text }
    }

    /// What signs; never printed.
    public final class PrivateKey: Sendable {
        nonisolated(unsafe) fileprivate let key: OpaquePointer

        /// - Parameter pem: a private key without a passphrase (PKCS #8).
        public init(pem: String) throws(NoKey) {
            let key = withPEM(pem) { PEM_read_bio_PrivateKey($0, nil, nil, nil) }
            self.key = try checked(key, "an Ed25519 private key without a passphrase, in PEM")
        }

        deinit { EVP_PKEY_free(key) }

        /// 64 bytes.
        public func signature(of message: [UInt8]) -> [UInt8] {
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: 64)
            var count = signature.count
            precondition(
                EVP_DigestSignInit(context, nil, nil, nil, key) == 1
                    && EVP_DigestSign(context, &signature, &count, message, message.count) == 1
                    && count == 64,
                "OpenSSL: Ed25519 failed"
            )
            return signature
        }

        /// Its public half, in PEM.
        public var publicPEM: String {
            let bio = BIO_new(BIO_s_mem())
            defer { BIO_free(bio) }
            precondition(PEM_write_bio_PUBKEY(bio, key) == 1, "OpenSSL: no public key")
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = BIO_read(bio, &bytes, Int32(bytes.count))
            return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
        }
    }

    /// What signatures are held to.
    public final class PublicKey: Sendable {
        nonisolated(unsafe) private let key: OpaquePointer

        public init(pem: String) throws(NoKey) {
            let key = withPEM(pem) { PEM_read_bio_PUBKEY($0, nil, nil, nil) }
            self.key = try checked(key, "an Ed25519 public key in PEM")
        }

        deinit { EVP_PKEY_free(key) }

        public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
                && EVP_DigestVerify(context, signature, signature.count, message, message.count)
                    == 1
        }
    }

    private static func withPEM(
        _ pem: String,
        _ read: (OpaquePointer?) -> OpaquePointer?
    ) -> OpaquePointer? {
        let bytes = Array(pem.utf8)
        let bio = BIO_new_mem_buf(bytes, Int32(bytes.count))
        defer { BIO_free(bio) }
        return bytes.withUnsafeBufferPointer { _ in read(bio) }
    }

    private static func checked(
        _ key: OpaquePointer?,
        _ expected: String
    ) throws(NoKey) -> OpaquePointer {
        guard let key else {
            ERR_clear_error()
            throw NoKey(text: "expected \(expected)")
        }
        guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else {
            EVP_PKEY_free(key)
            throw NoKey(text: "expected \(expected)")
        }
        return key
    }
}
