import Document

/// What was collected of a scope, or of some resources, judged at a given time: a function of
/// values. It says what the ledger has to change, and writes nothing.
public struct Look: Sendable {
    /// What is looked at; findings of anything else are left alone.
    public enum Subject: Sendable, Hashable {
        /// All that a job's scope has.
        case scope
        /// These alone, whatever else was collected. One that is missing is gone where what was
        /// read of its type is complete.
        case resources(Set<ResourceKey>)
    }

    /// What the guardrails say of each resource, in no order.
    public var verdicts: [Verdict] { examination.verdicts }
    private let examination: Examination

    /// - Parameters:
    ///   - guardrails: those to judge by; findings of others are left alone.
    ///   - regions: the account's, for guardrails that ask in every region.
    ///   - inventory: where guardrails find what is related.
    ///   - exceptions: those in force in the account.
    ///   - exceptionTag: the tag whose value names guardrails that a resource is excepted from.
    ///   - heard: what guardrails that wait for events alone are judged about; nil: as all others are.
    public init(
        account: Account,
        guardrails: [Guardrail],
        regions: [String] = [],
        estate: EstateValue,
        collection: Collection,
        inventory: Inventory = Inventory(),
        exceptions: [GrantedException],
        exceptionTag: String,
        now: Timestamp,
        subject: Subject = .scope,
        heard: Heard? = nil
    ) {
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: estate,
            now: now,
            exceptionTag: exceptionTag,
            exceptions: exceptions
        )
        let resources = Dictionary(
            grouping: collection.distinctResources(of: subject),
            by: \.name.type
        )
        let types = Set(guardrails.map(\.type.name))
        examination = Examination(
            account: account.id,
            environment: account.environment,
            rules: Dictionary(
                guardrails.map { ($0.name, Examination.Rule($0, regions: regions)) },
                uniquingKeysWith: { first, _ in first }
            ),
            verdicts: guardrails.flatMap { guardrail in
                (resources[guardrail.type.name] ?? []).map { resource in
                    let whole = guardrail.judge(resource, in: surroundings, inventory: inventory)
                    guard let heard, !guardrail.isSwept else { return whole }
                    return heard.verdict(of: guardrail, whole) {
                        guardrail.outcome(
                            resource,
                            after: $0,
                            in: surroundings,
                            inventory: inventory
                        )
                    }
                }
            },
            listed: types.filter { collection.listedCompletely($0) },
            subject: subject,
            now: now
        )
    }

    /// What makes the ledger say what was found; nothing where it does.
    ///
    /// - Parameter standing: the findings not resolved of these guardrails in the scope, or of the
    ///   resources.
    public func changes(from standing: [Finding]) -> [Change] {
        examination.changes(from: standing)
    }

    /// How many verdicts are unknown.
    public var unknown: Int {
        verdicts.reduce(0) { count, verdict in
            switch verdict.outcome {
            case .unknown: count + 1
            case .judged(let parts): count + parts.count { $0.isUnknown }
            case .notJudged: count
            }
        }
    }

    /// All that ``changes(from:)`` looks at besides what stands, to be hashed: looks with the same
    /// text make the same changes. Nil where the time alone changes findings.
    public var encoded: String? {
        guard !examination.isTimed else { return nil }
        var encoding = Encoding()
        examination.encode(into: &encoding)
        return encoding.text
    }
}

extension Look.Subject {
    func includes(_ resource: ResourceKey) -> Bool {
        switch self {
        case .scope: true
        case .resources(let keys): keys.contains(resource)
        }
    }
}

extension Collection {
    /// The subject's resources, each once: AWS may list one on two pages. Of two that differ the one
    /// with fewer gaps counts, and else always the same.
    fileprivate func distinctResources(of subject: Look.Subject) -> [Resource] {
        var found: [ResourceKey: Resource] = [:]
        for resource in resources {
            let key = ResourceKey(resource.name)
            guard subject.includes(key) else { continue }
            guard let other = found[key] else {
                found[key] = resource
                continue
            }
            if resource != other, resource.precedes(other) { found[key] = resource }
        }
        return Array(found.values)
    }
}

extension Resource {
    fileprivate func precedes(_ other: Resource) -> Bool {
        if unread.count != other.unread.count { return unread.count < other.unread.count }
        return encoded.lexicographicallyPrecedes(other.encoded)
    }

    private var encoded: [UInt8] {
        var encoding = Encoding()
        name.encode(into: &encoding)
        encoding.write(.object(document))
        encoding.unordered(unread) { encoding, gap in
            encoding.write(gap.key)
            gap.value.encode(into: &encoding)
        }
        return encoding.bytes
    }
}
