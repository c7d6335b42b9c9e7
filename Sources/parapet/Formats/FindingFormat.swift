import Document
import Guardrails
import Records

/// A way to write findings, row by row: what came before is not kept.
protocol FindingFormat: SendableMetatype {
    /// As people type it.
    static var name: String { get }
    static var reading: FindingReading { get }

    /// - Parameter write: takes what is to stand next on standard output.
    init(_ listing: FindingListing, write: @escaping (String) -> Void)

    mutating func begin()
    mutating func row(_ finding: FindingRecord)
    mutating func end()
}

extension FindingFormat {
    static var reading: FindingReading { .once }

    mutating func begin() {}
}

/// How often a format has findings read, and in which order.
enum FindingReading {
    /// In the order that was asked for.
    case once
    /// Once before, to count them.
    case countedBefore
    /// Once before, to count them; then one guardrail after the other, by name.
    case countedBeforeByGuardrail
}

/// What a format may know before the first row.
struct FindingListing {
    /// When it was made.
    let time: Timestamp
    /// Empty where the format does not ask for it.
    var tally = FindingTally()
    /// Of a table, where people named them.
    var columns: [FindingColumn]?
    /// Whether a table is to show more than fits.
    var isWide = false
    /// Of the terminal in characters; nil: as wide as need be.
    var width: Int?
}
