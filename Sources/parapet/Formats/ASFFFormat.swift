import Guardrails
import Records

/// AWS Security Finding Format 2018-10-08, as `BatchImportFindings` takes it. What could not be judged
/// is left out: Security Hub would take it for new.
struct ASFFFormat: FindingFormat {
    static let name = "asff"

    private let write: (String) -> Void
    private var array = JSONArrayText()

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.write = write
    }

    mutating func row(_ finding: FindingRecord) {
        guard finding.status != .unknown else { return }
        let partition = finding.partition
        let region = finding.region == Scope.global ? partition.mainRegion : finding.region
        let asff = SecurityFinding(finding, partition: partition.name, region: region)
        write(array.element(asff.json))
    }

    mutating func end() { write(array.end + "\n") }
}
