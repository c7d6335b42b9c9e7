import Document
import Platform

/// A mail with its text and its HTML, as it goes over the wire (RFC 5322, 2045 to 2047). Bodies are
/// base64: no line of theirs is a header, a boundary or an end.
struct MailMessage {
    let parcel: Parcel
    let from: String
    let to: [String]
    let date: Timestamp

    var bytes: [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

    private var lines: [String] {
        let boundary = "parapet-\(parcel.keyHash)"
        let domain = from.split(separator: "@").last ?? "localhost"
        let thread = "<\(parcel.threadHash).thread.parapet@\(domain)>"
        let head = [
            "Date: \(MailDate.text(date))",
            "From: \(from)",
            "To: \(to.joined(separator: ",\r\n "))",
            "Message-ID: <\(parcel.keyHash).parapet@\(domain)>",
            "In-Reply-To: \(thread)",
            "References: \(thread)",
            "Subject: \(Self.header(parcel.subjectLine(toCharacters: Self.subjectCharacters)))",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
        ]
        var lines = head + part("text/plain", parcel.text, boundary)
        // Half an HTML document is none: then the text alone, which says how much of it is cut.
        if parcel.html.count <= MailChannel.maxCharacters {
            lines += part("text/html", parcel.html, boundary)
        }
        return lines + ["--\(boundary)--", ""]
    }

    private static let subjectCharacters = 200

    private func part(_ type: String, _ text: String, _ boundary: String) -> [String] {
        let text = text.cutWithCount(toCharacters: MailChannel.maxCharacters)
        return [
            "--\(boundary)", "Content-Type: \(type); charset=utf-8",
            "Content-Transfer-Encoding: base64", "",
        ] + Self.base64Lines(Array(text.utf8)) + [""]
    }

    /// 76 characters each.
    private static func base64Lines(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 57).map {
            Base64.encode(Array(bytes[$0..<min($0 + 57, bytes.count)]))
        }
    }

    /// A header's text; in encoded words of at most 75 characters where it is not short and plain.
    static func header(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?")
        if isPlain, text.count <= 60 { return text }
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }
}
