/// A moment in UTC with nanosecond precision, from year 1 to year 9999 as RFC 3339 and CEL have it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// The rest, 0 to 999,999,999.
    public let nanoseconds: Int32

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Timestamp()

    private init() {
        seconds = 0
        nanoseconds = 0
    }

    /// Nil outside years 1 to 9999 or with nanoseconds out of range.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard (-62_135_596_800...253_402_300_799).contains(seconds),
            (0...999_999_999).contains(nanoseconds)
        else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
