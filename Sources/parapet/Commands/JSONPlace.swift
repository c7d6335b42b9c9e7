import Document

/// Where in a JSON text a member is, or the nearest thing around it that is there.
struct JSONPlace {
    private(set) var line = 1
    /// From 1, in bytes.
    private(set) var column = 1

    /// - Parameters:
    ///   - path: names of members, and places in lists.
    ///   - text: valid JSON.
    init(of path: [String], in text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.seek(path[...])
        for byte in scanner.bytes.prefix(scanner.at) {
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else { column += 1 }
        }
    }

    private struct Scanner {
        let bytes: [UInt8]
        private(set) var at = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

        private mutating func skipSpace() {
            while let byte, byte <= UInt8(ascii: " ") { at += 1 }
        }

        /// Goes to the value at a path; stays before the value in which the path ends too early.
        mutating func seek(_ path: ArraySlice<String>) {
            skipSpace()
            guard let wanted = path.first, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
            else { return }
            let start = at
            let isObject = byte == UInt8(ascii: "{")
            at += 1
            var index = 0
            while true {
                skipSpace()
                guard let byte, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") else { break }
                var name = "\(index)"
                if isObject {
                    let from = at
                    skipValue()
                    let text = String(decoding: bytes[from..<at], as: UTF8.self)
                    name = (try? JSON.parse(text))?.string ?? ""
                    skipSpace()
                    at += 1
                }
                if name == wanted { return seek(path.dropFirst()) }
                skipSpace()
                skipValue()
                skipSpace()
                if self.byte == UInt8(ascii: ",") { at += 1 }
                index += 1
            }
            at = start
        }

        private mutating func skipValue() {
            var depth = 0
            while let byte {
                switch byte {
                case UInt8(ascii: "\""): skipText()
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    at += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                    at += 1
                case UInt8(ascii: ","), UInt8(ascii: ":"):
                    if depth == 0 { return }
                    at += 1
                default: at += 1
                }
                if depth == 0, isAtEnd { return }
            }
        }

        /// Whether a text or a list has just ended.
        private var isAtEnd: Bool {
            [UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(bytes[at - 1])
        }

        private mutating func skipText() {
            at += 1
            while let byte, byte != UInt8(ascii: "\"") {
                at += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            at += 1
        }
    }
}
