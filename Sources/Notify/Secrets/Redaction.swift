import Document
import Platform

/// Takes secrets out of other people's texts: as they are, as a request writes them (in a URL, in JSON,
/// in HTML, in base64), and in pieces, because who sends one back may cut it, or send back the path
/// alone. Of a secret that is a URL the host is none.
struct Redaction: Sendable {
    /// So much of a secret in one piece is taken for it.
    private static let piece = 8
    /// What is shorter and only a part, or another form of one, is a word as good as any.
    private static let shortestPart = 4

    /// Whole forms that are shorter than a piece.
    private let short: [[UInt8]]
    private let pieces: Set<ArraySlice<UInt8>>

    init(_ secrets: [String]) {
        var short: Set<[UInt8]> = []
        var pieces: Set<ArraySlice<UInt8>> = []
        for form in Set(secrets.flatMap(Self.forms)) {
            let bytes = form.utf8.map(Self.lowercased)
            if bytes.count < Self.piece {
                short.insert(bytes)
            } else {
                for start in 0...(bytes.count - Self.piece) {
                    pieces.insert(bytes[start..<start + Self.piece])
                }
            }
        }
        self.short = Array(short)
        self.pieces = pieces
    }

    /// The text with `…` for each run of secrets.
    func applied(to text: String) -> String {
        guard !short.isEmpty || !pieces.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let folded = bytes.map(Self.lowercased)
        var isSecret = Array(repeating: false, count: bytes.count)
        func mark(_ start: Int, _ count: Int) {
            for place in start..<start + count { isSecret[place] = true }
        }
        for start in folded.indices {
            if start + Self.piece <= folded.count,
                pieces.contains(folded[start..<start + Self.piece])
            {
                mark(start, Self.piece)
            }
            for word in short where folded[start...].starts(with: word) { mark(start, word.count) }
        }
        guard isSecret.contains(true) else { return text }
        var shown: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            if !isSecret[place] {
                shown.append(byte)
            } else if place == 0 || !isSecret[place - 1] {
                shown += Array("…".utf8)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    private static func forms(_ secret: String) -> [String] {
        guard !secret.isEmpty else { return [] }
        guard let end = secret.firstRange(of: "://")?.upperBound else { return written(secret) }
        let rest = secret[end...]
        let start = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let host = rest[..<start].split(separator: "@", omittingEmptySubsequences: false)
        let path = String(rest[start...])
        let words = path.split { "/?#&=;".contains($0) }.map(String.init)
        let parts = host.dropLast().map(String.init) + [path] + words
        return parts.filter { $0.utf8.count >= shortestPart }.flatMap(written)
    }

    /// A text as it is and as others write it.
    private static func written(_ text: String) -> [String] {
        let json = String(JSON.string(text).text.dropFirst().dropLast())
        let others =
            [
                json, json.replacing("/", with: "\\/"), escaped(text, but: "-._~"),
                escaped(text, but: "-._~/"),
                text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                    .replacing(">", with: "&gt;").replacing("\"", with: "&quot;"),
            ] + inBase64(text)
        return [text] + others.filter { $0.utf8.count >= shortestPart }
    }

    private static func escaped(_ text: String, but plain: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain =
                byte < 0x80
                && (character.isLetter || character.isNumber || plain.contains(character))
            return isPlain ? String(character) : "%\(hex([byte]))"
        }.joined()
    }

    /// As it stands in what is encoded with something before it: digits that are of the text alone.
    private static func inBase64(_ text: String) -> [String] {
        (0..<3).flatMap { before -> [String] in
            let bytes = Array(repeating: UInt8(0), count: before) + Array(text.utf8)
            let digits = Base64.encode(bytes).prefix(bytes.count * 8 / 6)
                .dropFirst((before * 8 + 5) / 6)
            let url = digits.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
            return [String(digits), String(url)]
        }
    }
}
