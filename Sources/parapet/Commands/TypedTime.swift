import Document

/// A time as people type it: a length such as 30d, a date, or a time.
struct TypedTime {
    let timestamp: Timestamp

    /// - Parameter text: a length counts from `now` on. A date is its first moment, UTC.
    init(until text: String, now: Timestamp = .now()) throws(Failure) {
        timestamp = try Self.read(text, now: now, sign: 1)
    }

    /// The end of an exception: not one that is over already, whatever else would be said of it.
    static func end(_ text: String, now: Timestamp = .now()) throws(Failure) -> Timestamp {
        let end = try TypedTime(until: text, now: now).timestamp
        guard end > now else {
            throw Failure(
                "PAR-EXC-01 an exception cannot end in the past: \(end.rfc3339)",
                hint: "name a later --until"
            )
        }
        return end
    }

    /// - Parameter text: a length counts back from `now`. A date is its first moment, UTC.
    init(since text: String, now: Timestamp = .now()) throws(Failure) {
        timestamp = try Self.read(text, now: now, sign: -1)
    }

    private static func read(
        _ text: String,
        now: Timestamp,
        sign: Int64
    ) throws(Failure) -> Timestamp {
        if let time = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") { return time }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            count > 0, count < 1_000_000,
            let time = Timestamp(seconds: now.seconds + sign * count * unit, nanoseconds: 0)
        else {
            throw Failure(
                "PAR-USE-02 '\(text)' is neither a length, nor a date, nor a time",
                hint: "write 30d, 12h, 2027-01-01, or 2027-01-01T12:00:00Z"
            )
        }
        return time
    }
}
