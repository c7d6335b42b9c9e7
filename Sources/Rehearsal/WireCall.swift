import Document
import Glibc

/// A request as it came over the wire, and what of it says who asks for what.
struct WireCall {
    let method: String
    let path: String
    /// Names of the query, decoded no further.
    let query: Set<String>
    let headers: [Substring: Substring]
    let body: [UInt8]

    /// `AKID/DATE/REGION/SERVICE/aws4_request`, where it is signed.
    private var credential: [Substring] {
        guard let header = headers["authorization"],
            let start = header.firstRange(of: "Credential=")?.upperBound
        else { return [] }
        return header[start...].prefix { $0 != "," }.split(separator: "/")
    }

    /// The name that it is signed for; empty where it is not.
    var signingName: String { credential.count > 3 ? String(credential[3]) : "" }

    /// The account that the access key carries behind its first four letters.
    var account: String { String(credential.first?.dropFirst(4).prefix(12) ?? "") }

    /// The region that it is signed for.
    var region: String { credential.count > 2 ? String(credential[2]) : "" }

    /// A parameter of a form, decoded.
    func form(_ name: String) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count > 1 ? Self.decoded(parts[1]) : "" }
        }
        return nil
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let code = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), let decoded = UInt8(code, radix: 16) {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What goes back.
struct WireAnswer {
    let status: Int
    let type: String
    let body: String

    var bytes: [UInt8] {
        let reason = status < 400 ? "OK" : "Error"
        let head =
            "HTTP/1.1 \(status) \(reason)\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        return Array(head.utf8) + Array(body.utf8)
    }
}
