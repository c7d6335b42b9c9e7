/// Comma-separated values as RFC 4180 has them, with a line of titles.
public enum CSV {
    /// One object of texts for each line below the titles.
    ///
    /// - Throws: a quote that does not end, text behind a closing quote, a line that has more or
    ///   fewer cells than there are titles.
    public static func parse(_ bytes: [UInt8]) throws(ParseFailure) -> [Object] {
        var lines = try lines(of: bytes)
        guard !lines.isEmpty else { return [] }
        let titles = lines.removeFirst().cells
        var objects: [Object] = []
        for line in lines {
            guard line.cells.count == titles.count else {
                throw ParseFailure(
                    "\(line.cells.count) cells instead of \(titles.count)",
                    at: line.offset,
                    in: bytes
                )
            }
            objects.append(Object(zip(titles, line.cells).map { ($0, .string($1)) }))
        }
        return objects
    }

    private static func lines(
        of bytes: [UInt8]
    ) throws(ParseFailure) -> [(offset: Int, cells: [String])] {
        var lines: [(offset: Int, cells: [String])] = []
        var (at, start) = (0, 0)
        var cells: [String] = []
        while at < bytes.count {
            let cell = try cell(in: bytes, &at)
            cells.append(cell)
            if at < bytes.count, bytes[at] == UInt8(ascii: ",") {
                at += 1
                // A comma at the very end opens a last, empty cell.
                if at == bytes.count { cells.append("") }
                guard at == bytes.count else { continue }
            }
            if at < bytes.count, bytes[at] == UInt8(ascii: "\r") { at += 1 }
            if at < bytes.count, bytes[at] == UInt8(ascii: "\n") { at += 1 }
            if cells != [""] { lines.append((start, cells)) }
            (cells, start) = ([], at)
        }
        return lines
    }

    private static func cell(in bytes: [UInt8], _ at: inout Int) throws(ParseFailure) -> String {
        var content: [UInt8] = []
        let start = at
        if bytes[at] == UInt8(ascii: "\"") {
            at += 1
            while true {
                guard at < bytes.count else {
                    throw ParseFailure("a quote that does not end", at: start, in: bytes)
                }
                if bytes[at] == UInt8(ascii: "\"") {
                    at += 1
                    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { break }
                }
                content.append(bytes[at])
                at += 1
            }
            guard at == bytes.count || isEnd(bytes[at]) else {
                throw ParseFailure("text behind a closing quote", at: at, in: bytes)
            }
        } else {
            while at < bytes.count, !isEnd(bytes[at]) {
                content.append(bytes[at])
                at += 1
            }
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ParseFailure("not UTF-8", at: start, in: bytes)
        }
        return text
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
