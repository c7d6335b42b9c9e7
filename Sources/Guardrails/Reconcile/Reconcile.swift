import Document

/// What one job found, next to what stood before.
public struct Examination: Sendable {
    public let account: Account
    public let guardrails: [Guardrail]
    public let verdicts: [Verdict]
    /// The findings not resolved of these guardrails in the scope.
    public let standing: [Finding]
    /// Types of which every resource was seen; only those can be missed.
    public let listed: Set<String>
    public let now: Timestamp

    public init(
        account: Account,
        guardrails: [Guardrail],
        verdicts: [Verdict],
        standing: [Finding],
        listed: Set<String>,
        now: Timestamp
    ) {
        self.account = account
        self.guardrails = guardrails
        self.verdicts = verdicts
        self.standing = standing
        self.listed = listed
        self.now = now
    }
}

/// The changes that make the ledger say what was found; none where nothing changed.
///
/// A finding closes only when its resource was judged without a gap, or is missing from a complete
/// list. In the order of identities, so that equal examinations give equal changes.
public func reconcile(_ examination: Examination) -> [Change] {
    let standing = Dictionary(
        examination.standing.map { ($0.identity, $0) },
        uniquingKeysWith: { $1 }
    )
    var changes: [Change] = []
    var seen: Set<Finding.Identity> = []
    for verdict in examination.verdicts {
        guard let guardrail = examination.guardrails.first(where: { $0.name == verdict.guardrail })
        else { continue }
        let parts =
            switch verdict.outcome {
            case .judged(let parts): parts
            case .unknown(let because):
                [Verdict.Part(key: "", isUnknown: true, because: because)]
            case .notJudged: [Verdict.Part]()
            }
        for part in parts {
            let draft = Draft(verdict, part, guardrail, examination)
            seen.insert(draft.identity)
            changes += [draft.change(from: standing[draft.identity])].compactMap(\.self)
        }
    }
    let verdicts = Dictionary(
        examination.verdicts.map { (Judged($0), $0.outcome) },
        uniquingKeysWith: { $1 }
    )
    for finding in examination.standing where !seen.contains(finding.identity) {
        let outcome = verdicts[Judged(finding.identity)]
        let isListed = examination.listed.contains(finding.identity.type)
        changes += [finding.ending(outcome, isListed: isListed)].compactMap(\.self)
    }
    return changes.sorted { $0.finding.identity < $1.finding.identity }
}

/// A guardrail and a resource: what a verdict is about.
private struct Judged: Hashable {
    let guardrail: String
    let region: String
    let type: String
    let resource: String

    init(_ verdict: Verdict) {
        guardrail = verdict.guardrail
        region = verdict.resource.region
        type = verdict.resource.type
        resource = verdict.resource.id
    }

    init(_ identity: Finding.Identity) {
        guardrail = identity.guardrail
        region = identity.region
        type = identity.type
        resource = identity.resource
    }
}

extension Finding {
    /// What becomes of a standing finding that this look did not name again.
    fileprivate func ending(_ outcome: Verdict.Outcome?, isListed: Bool) -> Change? {
        switch outcome {
        case .judged: resolved("fixed")
        case .notJudged: resolved("out of scope")
        case .unknown: unconfirmed()
        case nil: isListed ? resolved("gone") : unconfirmed()
        }
    }

    private func resolved(_ reason: String) -> Change {
        var finding = self
        guard status != .unknown else { return Change(.withdrawn, finding) }
        finding.status = .resolved
        finding.unverified = false
        finding.reason = reason
        finding.exception = nil
        return Change(.resolved, finding)
    }

    func unconfirmed() -> Change? {
        guard status != .unknown, !unverified else { return nil }
        var finding = self
        finding.unverified = true
        return Change(.unverified, finding)
    }
}

extension Finding.Identity: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        left.texts.lexicographicallyPrecedes(right.texts)
    }

    private var texts: [String] { [guardrail, account, region, type, resource, part] }
}
