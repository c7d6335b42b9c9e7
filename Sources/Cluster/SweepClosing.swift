import Guardrails
import Store

/// Closes at the end of a sweep the findings that nobody judges any more: their guardrail was removed or does
/// not apply to their account any more, the account left, or no job of a full sweep reached their scope. It
/// asks by name what stands, so that it takes no more memory where more stands.
struct SweepClosing {
    let sweep: String
    let book: RuleBook
    let estate: Estate
    let tools: LeaderTools
    let token: Int64

    /// Answers how many were closed where there may be more: a piece of what stands at places that nobody
    /// judges. Once there is none it looks through the scopes, to the last of them.
    func perform() async throws(StoreError) -> Int {
        let closed = try await tools.sweeps.close(try await places(), of: sweep, token: token)
        guard closed == 0 else { return closed }
        var position: [String]? = []
        while let after = position {
            position = try await tools.sweeps.closeUnplanned(
                of: sweep,
                after: after,
                token: token
            ).reached
        }
        return 0
    }

    /// Why a finding is closed at which place, what concerns more of them first.
    private func places() async throws(StoreError) -> [(
        place: SweepLeading.Place, reason: Finding.Reason
    )] {
        let standing = try await tools.sweeps.standing(token: token)
        let index = EstateIndex(estate)
        // A guardrail that is in the newest book was not removed, whatever this sweep was begun with.
        let newest = try? tools.rules.book()
        var places: [(place: SweepLeading.Place, reason: Finding.Reason)] = []
        for id in standing.accounts {
            guard index.account(id)?.isSuspended ?? true else { continue }
            places.append((SweepLeading.Place(guardrail: nil, account: id), .accountLeft))
        }
        for name in standing.guardrails {
            guard book.guardrail(named: name) != nil else {
                guard newest?.guardrail(named: name) == nil else { continue }
                places.append(
                    (SweepLeading.Place(guardrail: name, account: nil), .guardrailRemoved)
                )
                continue
            }
            let beyond = estate.accounts.filter { book.closing(name, in: $0) == .outOfScope }
            guard !beyond.isEmpty else { continue }
            let accounts = try await tools.sweeps.accounts(
                with: name,
                among: beyond.map(\.id),
                token: token
            )
            places += accounts.map { account in
                (SweepLeading.Place(guardrail: name, account: account), .outOfScope)
            }
        }
        return places
    }
}
