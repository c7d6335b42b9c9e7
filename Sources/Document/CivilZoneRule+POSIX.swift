extension CivilZoneRule {
    /// Reads `CET-1CEST,M3.5.0,M10.5.0/3` or `<+0330>-3:30`; nil for everything else.
    init?(_ text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard reader.name(), let west = reader.offset() else { return nil }
        offsetSeconds = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        var summerOffset = offsetSeconds + 3600
        if !reader.isAt(",") {
            guard let west = reader.offset() else { return nil }
            summerOffset = -west
        }
        guard reader.skip(","), let start = reader.moment(), reader.skip(","),
            let end = reader.moment(), reader.isAtEnd
        else { return nil }
        summer = Summer(offsetSeconds: summerOffset, start: start, end: end)
    }
}

private struct Reader {
    let bytes: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == bytes.count }

    func isAt(_ character: Unicode.Scalar) -> Bool {
        index < bytes.count && bytes[index] == UInt8(ascii: character)
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        index += 1
        return true
    }

    /// Three letters or more, or anything between `<` and `>`.
    mutating func name() -> Bool {
        if skip("<") {
            while index < bytes.count, !isAt(">") { index += 1 }
            return skip(">")
        }
        let start = index
        while index < bytes.count, (65...90).contains(bytes[index] & 0xDF) { index += 1 }
        return index - start >= 3
    }

    mutating func number(through most: Int64) -> Int64? {
        let start = index
        var number: Int64 = 0
        while index < bytes.count, (48...57).contains(bytes[index]), index - start < 3 {
            number = number * 10 + Int64(bytes[index] - 48)
            index += 1
        }
        return index > start && number <= most ? number : nil
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func offset() -> Int64? {
        let sign: Int64 = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hours = number(through: 167) else { return nil }
        var seconds = hours * 3600
        for unit: Int64 in [60, 1] {
            guard skip(":") else { break }
            guard let count = number(through: 59) else { return nil }
            seconds += count * unit
        }
        return sign * seconds
    }

    mutating func moment() -> CivilZoneRule.Moment? {
        guard let day = day() else { return nil }
        guard skip("/") else { return CivilZoneRule.Moment(day: day, secondOfDay: 7200) }
        return offset().map { CivilZoneRule.Moment(day: day, secondOfDay: $0) }
    }

    private mutating func day() -> CivilZoneRule.Moment.Day? {
        if skip("J") {
            guard let day = number(through: 365), day > 0 else { return nil }
            return .julian(day)
        }
        guard skip("M") else { return number(through: 365).map { .ofYear($0) } }
        guard let month = number(through: 12), month > 0, skip("."),
            let week = number(through: 5), week > 0, skip("."), let day = number(through: 6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}
