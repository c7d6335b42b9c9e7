import Platform
import Testing

struct CryptoTests {
    /// FIPS 180-4's examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func digests(text: String, expected: String) {
        #expect(SHA256.hexDigest(Array(text.utf8)) == expected)
    }

    @Test func hexadecimal() {
        #expect(hex([0, 255, 16]) == "00ff10")
        #expect(unhex("00fF10") == [0, 255, 16])
        #expect(unhex("0") == nil)
        #expect(unhex("zz") == nil)
        #expect(randomBytes(32) != randomBytes(32))
    }
}
