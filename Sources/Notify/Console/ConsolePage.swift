/// A page of the console, with `{id}` and the like where the resource's own values go.
struct ConsolePage: Sendable, Hashable, ExpressibleByStringLiteral {
    let template: String

    init(stringLiteral value: String) { template = value }

    /// Nil where a value is missing, or longer than AWS's names are.
    func filled(with values: [String: String?]) -> String? {
        var url = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            url += rest[..<open]
            var key = rest[rest.index(after: open)..<close]
            // CloudWatch's pages want a name encoded twice, the second time with dollar signs.
            let isTwice = key.hasPrefix("$")
            if isTwice { key = key.dropFirst() }
            guard let value = values[String(key)].flatMap(\.self), !value.isEmpty,
                value.utf8.count <= Self.longestBytes
            else { return nil }
            let once = Self.encoded(value)
            url += isTwice ? once.replacing("%", with: "$25") : once
            rest = rest[rest.index(after: close)...]
        }
        return url + rest
    }

    private static let longestBytes = 600

    /// Everything but letters, digits and `-._~` by its bytes (RFC 3986, 2.3).
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }
}
