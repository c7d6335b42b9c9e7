import COpenSSL

/// A key for HMAC-SHA-256 (RFC 2104), prepared once: an authentication code then costs a copy of the
/// prepared state instead of a fresh key schedule.
public final class HMACKey: Sendable {
    private let keyed: Lock<OpaquePointer>

    public init(_ key: some Collection<UInt8>) {
        let key = Array(key)
        let mac = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else { preconditionFailure("OpenSSL: no HMAC") }
        // OpenSSL keeps pointers to both: a text handed over as such lives no longer than the call.
        let label = Array("digest".utf8CString)
        var name = Array("SHA256".utf8CString)
        label.withUnsafeBufferPointer { label in
            name.withUnsafeMutableBufferPointer { name in
                let parameters = [
                    OSSL_PARAM_construct_utf8_string(label.baseAddress, name.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                // An empty key would mean "keep the key there is": one zero byte is the same key.
                let bytes = key.isEmpty ? [0] : key
                let code = EVP_MAC_init(context, bytes, bytes.count, parameters)
                precondition(code == 1, "OpenSSL: no HMAC-SHA-256")
            }
        }
        keyed = Lock(context)
    }

    deinit { keyed.withLock { EVP_MAC_CTX_free($0) } }

    /// 32 bytes.
    public func code(for message: some Collection<UInt8>) -> [UInt8] {
        let message = Array(message)
        return keyed.withLock { keyed in
            let context = EVP_MAC_CTX_dup(keyed)
            defer { EVP_MAC_CTX_free(context) }
            var code = [UInt8](repeating: 0, count: 32)
            var count = 0
            precondition(
                EVP_MAC_update(context, message, message.count) == 1
                    && EVP_MAC_final(context, &code, &count, 32) == 1 && count == 32,
                "OpenSSL: HMAC failed"
            )
            return code
        }
    }
}
