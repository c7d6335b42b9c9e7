import Document

/// A time zone: a fixed offset, or a name of the system's time zone database.
struct Zone: Sendable {
    private enum Kind: Sendable {
        case fixed(Int64)
        case named(CivilZone)
    }

    private let kind: Kind

    static let utc = Zone(kind: .fixed(0))

    private init(kind: Kind) { self.kind = kind }

    /// `UTC`, `+02:30`, `-02:30`, `02:30` or a name such as `Europe/Paris`; nil for others.
    init?(_ name: String) {
        if name == "UTC" || name == "GMT" || name == "Z" || name.isEmpty {
            self = .utc
        } else if let offset = Self.offset(name) {
            kind = .fixed(offset)
        } else if let zone = CivilZone.named(name) {
            kind = .named(zone)
        } else {
            return nil
        }
    }

    func offsetSeconds(at moment: Int64) -> Int64 {
        switch kind {
        case .fixed(let offset): offset
        case .named(let zone): zone.offsetSeconds(at: moment)
        }
    }

    private static func offset(_ text: String) -> Int64? {
        var bytes = Array(text.utf8)[...]
        var sign: Int64 = 1
        if let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            bytes.removeFirst()
        }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isDigit) })
        else { return nil }
        let numbers = parts.map { $0.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) } }
        guard numbers[0] < 24, numbers[1] < 60 else { return nil }
        return sign * (numbers[0] * 3600 + numbers[1] * 60)
    }
}
