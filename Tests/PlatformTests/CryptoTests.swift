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

extension CryptoTests {
    /// RFC 4231, test cases 1, 2, 3 and 6.
    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ] as [([UInt8], [UInt8], String)]
    )
    func authenticates(key: [UInt8], message: [UInt8], expected: String) {
        let key = HMACKey(key)
        #expect(hex(key.code(for: message)) == expected)
        #expect(hex(key.code(for: message)) == expected)
    }

    /// Keys are made in many places at once, and none disturbs another.
    @Test func keysAreMadeSideBySide() async {
        let expected = hex(HMACKey(Array("Jefe".utf8)).code(for: Array("x".utf8)))
        await withTaskGroup(of: Int.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    (0..<500).count { _ in
                        hex(HMACKey(Array("Jefe".utf8)).code(for: Array("x".utf8))) == expected
                    }
                }
            }
            for await same in tasks { #expect(same == 500) }
        }
    }
}
