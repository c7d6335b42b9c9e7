/// Fields as `application/x-www-form-urlencoded` has them (WHATWG URL Standard, section 5.2), with `%20`
/// for a space, which every reader takes.
enum FormText {
    static func of(_ fields: [(String, String)]) -> String {
        fields.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    private static let digits = Array("0123456789ABCDEF")

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F:
                encoded.append(Character(UnicodeScalar(byte)))
            default:
                encoded += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]].map(String.init)
                    .joined()
            }
        }
        return encoded
    }
}
