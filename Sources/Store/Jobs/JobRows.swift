import Guardrails
import Platform

/// The rows of a plan's jobs, one at a time as they are copied into the queue: together those of a
/// big estate fill half a gigabyte. A type of its own, because `lazy` turns into an array wherever a
/// sequence has to be `Sendable`.
struct JobRows: Sequence, Sendable {
    private let batch: Int64
    private let kind: Job.Kind
    private let plan: Plan
    private let waits: Bool

    init(_ batch: Int64, _ kind: Job.Kind, _ plan: Plan, waits: Bool) {
        self.batch = batch
        self.kind = kind
        self.plan = plan
        self.waits = waits
    }

    func makeIterator() -> Iterator { Iterator(self) }

    struct Iterator: IteratorProtocol {
        private let rows: JobRows
        private var places: IndexingIterator<[Plan.Place]>
        private var accounts = [String]().makeIterator()
        /// Where those accounts are looked at; the payload is made once for all of them.
        private var suffix = ""
        private var payload = Parameter.null

        fileprivate init(_ rows: JobRows) {
            self.rows = rows
            places = rows.plan.places.makeIterator()
        }

        mutating func next() -> [Parameter]? {
            while true {
                if let account = accounts.next() {
                    return [
                        .int(rows.batch), .text(rows.kind.rawValue), .text(account),
                        // What only one job at a time may look at.
                        .text(account + suffix), payload, .bool(rows.waits),
                    ]
                }
                guard let place = places.next() else { return nil }
                accounts = rows.plan.accounts(at: place).makeIterator()
                suffix = "/\(place.region)/\(place.service)"
                payload = .json([
                    "region": .string(place.region), "service": .string(place.service),
                ])
            }
        }
    }
}
