import Glibc

/// The requests of one connection, one after another.
struct RequestReader {
    private let connection: Int32
    /// Read, but not yet part of a request.
    private var bytes: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(_ connection: Int32) { self.connection = connection }

    /// Nil when the client has gone.
    mutating func next() -> WireCall? {
        let end: [UInt8] = Array("\r\n\r\n".utf8)
        while true {
            if let range = bytes.firstRange(of: end) {
                let head = String(decoding: bytes[..<range.lowerBound], as: UTF8.self)
                let headers = Self.headers(head)
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                while bytes.count < range.upperBound + length {
                    guard read() else { return nil }
                }
                let body = Array(bytes[range.upperBound..<(range.upperBound + length)])
                bytes.removeFirst(range.upperBound + length)
                return Self.call(head, headers, body)
            }
            guard read() else { return nil }
        }
    }

    private mutating func read() -> Bool {
        let count = recv(connection, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        bytes += buffer[..<count]
        return true
    }

    private static func headers(_ head: String) -> [Substring: Substring] {
        var headers: [Substring: Substring] = [:]
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[Substring(parts[0].lowercased())] = parts[1].drop { $0 == " " }
        }
        return headers
    }

    private static func call(
        _ head: String,
        _ headers: [Substring: Substring],
        _ body: [UInt8]
    ) -> WireCall? {
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count == 3 else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1)
        let names = target.count > 1 ? target[1].split(separator: "&") : []
        return WireCall(
            method: String(words[0]),
            path: String(target.first ?? "/"),
            query: Set(names.map { String($0.prefix { $0 != "=" }) }),
            headers: headers,
            body: body
        )
    }
}
