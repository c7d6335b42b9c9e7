import Records

/// An array of findings as CONTRACTS have them.
struct JSONFormat: FindingFormat {
    static let name = "json"

    private let write: (String) -> Void
    private var array = JSONArrayText()

    init(_ listing: FindingListing, write: @escaping (String) -> Void) { self.write = write }

    mutating func row(_ finding: FindingRecord) { write(array.element(finding.json)) }

    mutating func end() { write(array.end + "\n") }
}
