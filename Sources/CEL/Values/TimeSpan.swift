/// A length of time in whole nanoseconds, at most about 292 years either way.
public struct TimeSpan: Sendable, Hashable, Comparable {
    public let totalNanoseconds: Int64

    public init(totalNanoseconds: Int64) { self.totalNanoseconds = totalNanoseconds }

    /// Nil outside the range.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds))
        guard !overflow, !carry else { return nil }
        totalNanoseconds = sum
    }

    /// Whole seconds, rounded towards zero.
    public var seconds: Int64 { totalNanoseconds / 1_000_000_000 }
    /// The rest, with the sign of the whole.
    public var nanoseconds: Int32 { Int32(totalNanoseconds % 1_000_000_000) }

    public static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.totalNanoseconds < right.totalNanoseconds
    }
}
