extension Timestamp {
    /// Reads an RFC 3339 date-time (`2026-01-03T10:00:00Z`, any offset, up to nine digits of a
    /// second). Nil for everything else; nothing is guessed.
    public init?(_ text: some StringProtocol) {
        var scanner = Scanner(bytes: Array(text.utf8))
        guard let year = scanner.digits(4), scanner.skip("-"),
            let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t"),
            let hour = scanner.digits(2), scanner.skip(":"),
            let minute = scanner.digits(2), scanner.skip(":"),
            let second = scanner.digits(2),
            (1...12).contains(month), (1...CivilTime.days(inMonth: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60,
            let nanoseconds = scanner.fraction(),
            let offsetSeconds = scanner.offsetSeconds(), scanner.isAtEnd
        else { return nil }
        let days = CivilTime.days(year: Int64(year), month: Int64(month), day: Int64(day))
        let rest = hour * 3600 + minute * 60 + second - offsetSeconds
        self.init(seconds: days * 86400 + Int64(rest), nanoseconds: Int32(nanoseconds))
    }

    /// RFC 3339 in UTC; a fraction only where there is one, in 3, 6 or 9 digits.
    public var rfc3339: String {
        let civil = CivilTime(seconds: seconds)
        let rest = Int(civil.secondOfDay)
        var text = Self.padded(Int(civil.year), 4) + "-" + Self.padded(Int(civil.month), 2)
        text +=
            "-" + Self.padded(Int(civil.day), 2) + "T" + Self.padded(rest / 3600, 2) + ":"
            + Self.padded(rest / 60 % 60, 2)
        text += ":" + Self.padded(rest % 60, 2)
        if nanoseconds != 0 {
            let nano = Int(nanoseconds)
            text += "."
            if nano % 1_000_000 == 0 {
                text += Self.padded(nano / 1_000_000, 3)
            } else if nano % 1000 == 0 {
                text += Self.padded(nano / 1000, 6)
            } else {
                text += Self.padded(nano, 9)
            }
        }
        return text + "Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[index..<index + count] {
            guard (48...57).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 48)
        }
        index += count
        return number
    }

    /// Nanoseconds; 0 where no fraction is written.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var count = 0
        var number = 0
        while count < 10, let digit = digits(1) {
            number = number * 10 + digit
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in count..<9 { number *= 10 }
        return number
    }

    mutating func offsetSeconds() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), skip(":"), let minutes = digits(2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
