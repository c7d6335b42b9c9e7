import Document

/// The forms in which AWS writes times.
enum WireTime {
    static func text(_ rfc3339: String, _ format: String) -> String {
        guard let time = Timestamp(rfc3339) else { return rfc3339 }
        switch format {
        case "unixTimestamp": return number(time).text
        case "rfc822": return rfc822(time)
        default: return String(time.rfc3339.prefix(19)) + fraction(time) + "Z"
        }
    }

    /// Seconds since 1970, with a fraction where there is one.
    static func number(_ time: Timestamp) -> JSON {
        time.nanoseconds == 0
            ? .int(time.seconds)
            : .double(Double(time.seconds) + Double(time.nanoseconds) / 1e9)
    }

    /// Reads any of the forms; nil for anything else.
    static func read(_ text: String) -> Timestamp? {
        if let time = Timestamp(text) { return time }
        if let seconds = Double(text) { return read(seconds: seconds) }
        return readRFC822(text) ?? readLoose(text)
    }

    /// To the microsecond: a double holds no more.
    static func read(seconds: Double) -> Timestamp? {
        guard abs(seconds) < 1e12 else { return nil }
        let micros = Int64((seconds * 1e6).rounded())
        let whole = micros >= 0 ? micros / 1_000_000 : -((-micros + 999_999) / 1_000_000)
        return Timestamp(seconds: whole, nanoseconds: Int32(micros - whole * 1_000_000) * 1000)
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func fraction(_ time: Timestamp) -> String {
        guard time.nanoseconds != 0 else { return "" }
        let digits = String(1_000_000_000 + Int(time.nanoseconds)).dropFirst()
        return "." + digits.prefix(6)
    }

    /// `Wed, 02 Oct 2002 13:00:00 GMT`
    private static func rfc822(_ time: Timestamp) -> String {
        let text = Array(time.rfc3339.prefix(19))
        let day = Int((time.seconds % 604_800 + 604_800) % 604_800 / 86400)
        let month = months[(Int(String(text[5...6])) ?? 1) - 1]
        return "\(days[day]), \(String(text[8...9])) \(month) \(String(text[0...3])) "
            + "\(String(text[11...18])) GMT"
    }

    private static func readRFC822(_ text: String) -> Timestamp? {
        let parts = text.split { $0 == " " || $0 == "-" }
        guard parts.count == 6, parts[5] == "GMT" || parts[5] == "UTC",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        let day = parts[1].count == 1 ? "0\(parts[1])" : String(parts[1])
        return Timestamp("\(parts[3])-\(number)-\(day)T\(parts[4])Z")
    }

    /// ISO 8601 as some services write it: no zone, `+0000`, or without seconds' zone colon.
    private static func readLoose(_ text: String) -> Timestamp? {
        if text.count > 5, text.contains("T"),
            let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }),
            text.distance(from: sign, to: text.endIndex) == 5
        {
            let zone = text[sign...]
            return Timestamp("\(text[..<sign])\(zone.prefix(3)):\(zone.suffix(2))")
        }
        return Timestamp(text + "Z") ?? Timestamp(text + "T00:00:00Z")
    }
}
