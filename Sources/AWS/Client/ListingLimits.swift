/// How much one listing may take. AWS's own lists stay far below; what goes beyond is a broken or a
/// hostile answer, and costs the listing instead of the worker.
struct ListingLimits: Sendable, Hashable {
    var pages = 5000
    var items = 250_000
    /// Of all its answers as they came.
    var bytes = 256 << 20
    /// From the first page's request to the last one's answer.
    var seconds = 600.0

    static let standard = ListingLimits()

    /// Where the standard is too little: by `service.Operation`.
    private static let table: [String: ListingLimits] = [
        // Pages of 50 at two a second ("LookupEvents"): a step waits no longer for a region's.
        "cloudtrail.LookupEvents": ListingLimits(pages: 400, items: 20_000, seconds: 240),
        // Pages of 50, and a region may have a million ("CloudWatch Logs quotas").
        "logs.DescribeLogGroups": ListingLimits(pages: 20_000, items: 1_000_000, seconds: 3600),
        // Pages of 50 at five a second, for all log groups of a region.
        "logs.DescribeMetricFilters": ListingLimits(pages: 20_000, seconds: 3600),
        // Pages of 100 without further asking, of at most 100,000 keys ("AWS KMS quotas").
        "kms.ListKeys": ListingLimits(seconds: 1800),
    ]

    static func of(_ service: String, _ operation: String) -> ListingLimits {
        table["\(service).\(operation)"] ?? standard
    }
}

/// What a listing has taken of it so far.
struct ListingBudget: Sendable {
    private let limits: ListingLimits
    private var pages = 0
    private var items = 0
    private var bytes = 0

    init(_ limits: ListingLimits) { self.limits = limits }

    /// Notes a page. Why no further one may be asked for; nil while one may.
    ///
    /// - Parameter seconds: since the listing began.
    mutating func took(items: Int, bytes: Int, after seconds: Double) -> String? {
        pages += 1
        self.items += items
        self.bytes += bytes
        if pages >= limits.pages { return "more than \(limits.pages) pages" }
        if self.items >= limits.items { return "more than \(limits.items) items" }
        if self.bytes >= limits.bytes { return "more than \(limits.bytes) bytes" }
        if seconds >= limits.seconds { return "it takes more than \(Int(limits.seconds)) seconds" }
        return nil
    }
}
