import Records
import Store

/// A finding as people name it: by its id, or by as much of its beginning as no other has.
struct TypedFinding {
    private let id: String

    private static let shortest = 4

    init(_ id: String) { self.id = id }

    func find(_ ledger: Ledger) async throws -> FindingRecord {
        let found = try await ledger.findings(withIDPrefix: id, limit: 5)
            .map { try FindingRecord($0) }
        guard let first = found.first, id.count >= Self.shortest else {
            throw Failure(
                "PAR-FND-01 there is no finding '\(id)'",
                hint: "'parapet findings' lists them; name at least \(Self.shortest) digits"
            )
        }
        guard found.count == 1 else {
            let others = found.map { "\($0.id) (\($0.guardrail), \($0.resource.id))" }
            throw Failure(
                "PAR-FND-02 '\(id)' is the beginning of several findings' ids",
                hint: "name more of one: \(others.joined(separator: ", "))"
            )
        }
        return first
    }
}
