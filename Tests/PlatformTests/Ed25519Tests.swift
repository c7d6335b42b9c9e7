import Platform
import Testing

@Suite struct Ed25519Tests {
    /// RFC 8032, 7.1, test 2, its keys in PEM.
    private static let secret = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
        -----END PRIVATE KEY-----
        """
    private static let expected =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

    @Test func signsAsThePublishedVector() throws {
        let key = try Ed25519.PrivateKey(pem: Self.secret)
        let signature = key.signature(of: [0x72])
        #expect(hex(signature) == Self.expected)
        let open = try Ed25519.PublicKey(pem: key.publicPEM)
        #expect(open.verifies(signature, of: [0x72]))
        #expect(!open.verifies(signature, of: [0x73]))
        #expect(!open.verifies(Array(signature.dropLast()), of: [0x72]))
    }

    @Test(arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
    func whatIsNoKeyIsRefused(pem: String) {
        #expect(throws: Ed25519.NoKey.self) { try Ed25519.PrivateKey(pem: pem) }
        #expect(throws: Ed25519.NoKey.self) { try Ed25519.PublicKey(pem: pem) }
    }
}
