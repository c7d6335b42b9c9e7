import Guardrails
import Records

/// How many findings there are, by guardrail and status, and what the guardrails say of themselves.
struct FindingTally {
    private var counts: [String: [Finding.Status: Int]] = [:]
    private var examples: [String: FindingRecord] = [:]

    /// Sorted.
    var guardrails: [String] { counts.keys.sorted() }

    mutating func add(_ finding: FindingRecord) {
        counts[finding.guardrail, default: [:]][finding.status, default: 0] += 1
        if examples[finding.guardrail] == nil { examples[finding.guardrail] = finding }
    }

    /// One of the guardrail's findings: for what they all have in common.
    func example(of guardrail: String) -> FindingRecord? { examples[guardrail] }

    /// Of a guardrail, or of all.
    func count(
        of guardrail: String? = nil,
        _ statuses: [Finding.Status] = Finding.Status.allCases
    ) -> Int {
        let chosen = guardrail.map { [counts[$0] ?? [:]] } ?? Array(counts.values)
        return chosen.reduce(0) { sum, counts in
            sum + statuses.reduce(0) { $0 + (counts[$1] ?? 0) }
        }
    }
}
