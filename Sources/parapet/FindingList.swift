import Guardrails
import Platform
import Records
import Store

/// A list of findings, written as it is read.
struct FindingList {
    let database: Database
    let filter: Ledger.Filter
    var order = Ledger.Order.severity
    var limit: Int?

    struct Answer {
        var count = 0
        /// What could not be judged and was not asked for.
        var unknown = 0
        /// Whether an open one is at least as severe as was named.
        var isReached = false
    }

    func write(
        _ format: any FindingFormat.Type,
        _ listing: FindingListing,
        failOn: Severity?
    ) async throws -> Answer {
        var listing = listing
        if format.reading != .once {
            var tally = FindingTally()
            try await each(byGuardrail: false) { tally.add($0) }
            listing.tally = tally
        }
        let output = OutputText()
        var writer = format.init(listing, write: output.write)
        var answer = Answer()
        writer.begin()
        try await each(byGuardrail: format.reading == .countedBeforeByGuardrail) { finding in
            writer.row(finding)
            answer.count += 1
            guard let failOn, finding.status == .open, finding.severity >= failOn else { return }
            answer.isReached = true
        }
        writer.end()
        output.flush()
        if filter.statuses.isEmpty {
            var unknown = filter
            unknown.statuses = [.unknown]
            answer.unknown = try await Ledger(database: database).count(unknown)
        }
        return answer
    }

    private func each(byGuardrail: Bool, _ body: (FindingRecord) -> Void) async throws {
        try await Ledger(database: database).each(
            filter,
            order: order,
            limit: limit,
            byGuardrail: byGuardrail
        ) { body(try FindingRecord($0)) }
    }
}
