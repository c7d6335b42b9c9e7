extension CivilZone {
    /// Reads a file of the time zone database (RFC 8536, "The Time Zone Information Format"); nil for
    /// what is none. Leap seconds are not counted, as POSIX does not.
    init?(name: String, tzif bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0) else { return nil }
        guard first.version >= 2 else {
            self.init(name, bytes, first, timeBytes: 4, rule: nil)
            return
        }
        guard let second = Header(bytes, at: first.end(timeBytes: 4)) else { return nil }
        let end = second.end(timeBytes: 8)
        guard let footer = Self.footer(bytes, at: end) else { return nil }
        if footer.isEmpty {
            self.init(name, bytes, second, timeBytes: 8, rule: nil)
        } else {
            guard let rule = CivilZoneRule(footer) else { return nil }
            self.init(name, bytes, second, timeBytes: 8, rule: rule)
        }
    }

    /// The text between the two line ends after the data.
    private static func footer(_ bytes: [UInt8], at start: Int) -> String? {
        guard start < bytes.count, bytes[start] == 10,
            let end = bytes[(start + 1)...].firstIndex(of: 10)
        else { return nil }
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    private init?(
        _ name: String,
        _ bytes: [UInt8],
        _ header: Header,
        timeBytes: Int,
        rule: CivilZoneRule?
    ) {
        guard header.end(timeBytes: timeBytes) <= bytes.count, header.types > 0 else { return nil }
        let indices = header.start + header.times * timeBytes
        let types = indices + header.times
        let offsets = (0..<header.types).map {
            bytes.bigEndian(at: types + $0 * Header.typeBytes, count: 4)
        }
        var transitions: [Transition] = []
        for number in 0..<header.times {
            let type = Int(bytes[indices + number])
            let seconds = bytes.bigEndian(at: header.start + number * timeBytes, count: timeBytes)
            guard type < offsets.count, transitions.last.map({ $0.seconds < seconds }) != false
            else { return nil }
            transitions.append(Transition(seconds: seconds, offsetSeconds: offsets[type]))
        }
        self.init(
            name: name,
            firstOffsetSeconds: offsets[0],
            transitions: transitions,
            rule: rule
        )
    }
}

/// How much of everything there is in one of a file's blocks.
private struct Header {
    static let typeBytes = 6
    private static let bytes = 44
    private static let magic = Array("TZif".utf8)

    let version: Int
    /// Where the block's data begins.
    let start: Int
    let times: Int
    let types: Int
    private let restBytes: Int
    private let leaps: Int

    init?(_ bytes: [UInt8], at offset: Int) {
        guard offset >= 0, offset + Self.bytes <= bytes.count,
            bytes[offset..<offset + 4].elementsEqual(Self.magic)
        else { return nil }
        version = bytes[offset + 4] == 0 ? 1 : Int(bytes[offset + 4]) - 48
        let counts = (0..<6).map { Int(bytes.bigEndian(at: offset + 20 + $0 * 4, count: 4)) }
        // Each is at most what a file can hold: what follows cannot overflow.
        guard counts.allSatisfy({ (0...bytes.count).contains($0) }) else { return nil }
        start = offset + Self.bytes
        (times, types, leaps) = (counts[3], counts[4], counts[2])
        restBytes = counts[0] + counts[1] + counts[5]
    }

    func end(timeBytes: Int) -> Int {
        start + times * (timeBytes + 1) + types * Self.typeBytes + leaps * (timeBytes + 4)
            + restBytes
    }
}

extension [UInt8] {
    /// Signed.
    fileprivate func bigEndian(at offset: Int, count: Int) -> Int64 {
        let bits = self[offset..<offset + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }
}
