import Document

/// All that decides what becomes of findings, besides those that stand. Nothing that is not in here
/// can make two looks differ, and all of it but the time is in ``encode(into:)``.
struct Examination: Sendable {
    /// What of a guardrail is not in its verdicts.
    struct Rule: Sendable {
        let type: String
        let severity: Severity
        /// How long an exception by tag lasts.
        let byTagSeconds: Int?
        /// Nil where the resource says which parts there are.
        let asked: AskedParts?

        /// - Parameter regions: the account's that are swept.
        init(_ guardrail: Guardrail, regions: [String] = []) {
            type = guardrail.type.name
            severity = guardrail.severity
            byTagSeconds = guardrail.exceptions.atMostSeconds
            asked = AskedParts(guardrail, regions: regions)
        }
    }

    let account: String
    let environment: String?
    /// By the guardrail's name.
    let rules: [String: Rule]
    let verdicts: [Verdict]
    /// Types of which every resource was seen; only those can be missed.
    let listed: Set<String>
    let subject: Look.Subject
    let now: Timestamp

    /// Whether the time alone changes findings: an exception by tag that runs out.
    var isTimed: Bool {
        verdicts.contains { verdict in
            guard case .byTag = verdict.exception, case .judged(let parts) = verdict.outcome else {
                return false
            }
            return rules[verdict.guardrail]?.byTagSeconds != nil
                && parts.contains { !$0.isUnknown }
        }
    }

    /// The changes that make the ledger say what was found; none where nothing changed.
    ///
    /// A finding closes only when its resource was judged without a gap, or is missing from a
    /// complete list. In the order of identities, so that equal examinations give equal changes.
    func changes(from standing: [Finding]) -> [Change] {
        let standing = Dictionary(
            standing.filter(concerns).map { ($0.identity, $0) },
            uniquingKeysWith: { $1 }
        )
        var changes: [Change] = []
        var seen: Set<Finding.Identity> = []
        var outcomes: [Judged: Verdict.Outcome] = [:]
        for verdict in verdicts {
            guard let rule = rules[verdict.guardrail] else { continue }
            outcomes[Judged(verdict.guardrail, ResourceKey(verdict.resource))] = verdict.outcome
            for part in verdict.outcome.parts {
                let draft = Draft(verdict, part, rule, self)
                seen.insert(draft.identity)
                changes += [draft.change(from: standing[draft.identity])].compactMap(\.self)
            }
        }
        for (identity, finding) in standing where !seen.contains(identity) {
            let outcome = outcomes[Judged(identity.guardrail, ResourceKey(identity))]
            changes += [ending(of: finding, outcome)].compactMap(\.self)
        }
        return changes.sorted { $0.finding.identity < $1.finding.identity }
    }

    /// Whether it is this look's to say anything of a finding.
    private func concerns(_ finding: Finding) -> Bool {
        finding.identity.account == account && rules[finding.identity.guardrail] != nil
            && subject.includes(ResourceKey(finding.identity))
    }

    /// What becomes of a standing finding that this look did not name again.
    private func ending(of finding: Finding, _ outcome: Verdict.Outcome?) -> Change? {
        // The guardrail looks at other resources now.
        let rule = rules[finding.identity.guardrail]
        if finding.identity.type != rule?.type { return .closing(finding, .guardrailChanged) }
        switch outcome {
        case .judged:
            let left = rule?.asked?.reason(toLeaveOut: finding.identity.part)
            return .closing(finding, left ?? .fixed)
        case .notJudged: return .closing(finding, .outOfScope)
        case .unknown: return finding.unconfirmed()
        case nil:
            return listed.contains(finding.identity.type)
                ? .closing(finding, .gone) : finding.unconfirmed()
        }
    }
}

/// A guardrail and a resource: what a verdict is about.
private struct Judged: Hashable {
    let guardrail: String
    let resource: ResourceKey

    init(_ guardrail: String, _ resource: ResourceKey) {
        self.guardrail = guardrail
        self.resource = resource
    }
}

extension Verdict.Outcome {
    /// What may become findings.
    fileprivate var parts: [Verdict.Part] {
        switch self {
        case .judged(let parts): parts
        case .unknown(let because): [Verdict.Part(key: "", isUnknown: true, because: because)]
        case .notJudged: []
        }
    }
}

extension Finding {
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
