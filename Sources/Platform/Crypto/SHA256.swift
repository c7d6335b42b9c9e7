import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// 32 bytes.
    public static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes = Array(bytes)
        let code = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        precondition(code == 1, "OpenSSL has no SHA-256")
        return digest
    }

    /// 64 hexadecimal digits.
    public static func hexDigest(_ bytes: some Collection<UInt8>) -> String { hex(digest(bytes)) }
}

/// Bytes from the system's cryptographic source.
public func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(RAND_bytes(&bytes, Int32(count)) == 1, "no randomness")
    return bytes
}
