import Glibc

/// One file of the time zone database (RFC 9636), as the system installs it.
struct ZoneFile: Sendable {
    private let transitions: [Int64]
    /// The offset from each transition on.
    private let offsets: [Int64]
    /// Before the first transition.
    private let firstOffset: Int64
    /// After the last transition.
    private let rule: ZoneRule?

    init?(named name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let allowed = name.utf8.allSatisfy {
            $0.isIdentifierStart || $0.isDigit || "/+-".utf8.contains($0)
        }
        guard allowed, parts.allSatisfy({ !$0.isEmpty }), name.utf8.count < 100,
            let bytes = Self.read("/usr/share/zoneinfo/" + name)
        else { return nil }
        self.init(bytes)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    /// Reads the second, 64-bit part of the file.
    init?(_ bytes: [UInt8]) {
        guard let old = Header(bytes, at: 0), old.version >= UInt8(ascii: "2"),
            let header = Header(bytes, at: old.end(timeSize: 4))
        else { return nil }
        let end = header.end(timeSize: 8)
        guard end <= bytes.count, header.typeCount > 0 else { return nil }
        let times = header.start
        let indexes = times + header.timeCount * 8
        let types = indexes + header.timeCount
        func offset(_ type: Int) -> Int64 {
            Int64(Int32(truncatingIfNeeded: Self.number(bytes, types + type * 6, size: 4)))
        }
        transitions = (0..<header.timeCount).map { Self.number(bytes, times + $0 * 8, size: 8) }
        offsets = bytes[indexes..<types].map { $0 < header.typeCount ? offset(Int($0)) : 0 }
        firstOffset = offset(0)
        let footer = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        rule = ZoneRule(Array(footer))
    }

    func offsetSeconds(at moment: Int64) -> Int64 {
        guard let last = transitions.last else {
            return rule?.offsetSeconds(at: moment) ?? firstOffset
        }
        if moment >= last, let rule { return rule.offsetSeconds(at: moment) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= moment { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }

    fileprivate static func number(_ bytes: [UInt8], _ start: Int, size: Int) -> Int64 {
        Int64(bitPattern: bytes[start..<start + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

private struct Header {
    let version: UInt8
    let start: Int
    let timeCount: Int
    let typeCount: Int
    private let counts: [Int]

    init?(_ bytes: [UInt8], at offset: Int) {
        guard offset + 44 <= bytes.count,
            bytes[offset..<offset + 4].elementsEqual("TZif".utf8)
        else { return nil }
        version = bytes[offset + 4]
        start = offset + 44
        // UT indicators, standard indicators, leap seconds, times, types, characters.
        counts = (0..<6).map { Int(ZoneFile.number(bytes, offset + 20 + $0 * 4, size: 4)) }
        timeCount = counts[3]
        typeCount = counts[4]
        guard counts.allSatisfy({ $0 < 1 << 16 }) else { return nil }
    }

    func end(timeSize: Int) -> Int {
        start + timeCount * (timeSize + 1) + typeCount * 6 + counts[5]
            + counts[2] * (timeSize + 4) + counts[1] + counts[0]
    }
}
