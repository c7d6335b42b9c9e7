import Document
import Guardrails
import Platform

/// What one scan or join comes to.
struct ScanResult: Sendable {
    private let verdicts: [Verdict]
    private let guardrails: [Guardrail]
    private let account: Account
    private let listed: Set<String>
    private let now: Timestamp

    /// A function of values: what was collected, judged at a given time.
    init(
        _ collection: Collection,
        guardrails: [Guardrail],
        account: Account,
        regions: [String] = [],
        inventory: Inventory = Inventory(),
        exceptions: [GrantedException],
        judgement: Judgement,
        now: Timestamp
    ) {
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: judgement.estate,
            now: now,
            exceptionTag: judgement.configuration.exceptionTag,
            exceptions: exceptions
        )
        verdicts = guardrails.flatMap { guardrail in
            collection.resources.filter { $0.name.type == guardrail.type.name }
                .map { guardrail.judge($0, in: surroundings, inventory: inventory) }
        }
        let types = Set(guardrails.map(\.type.name))
        listed = types.filter { collection.listedCompletely($0) }
        self.guardrails = guardrails
        self.account = account
        self.now = now
    }

    /// What makes the ledger say what was found, given what stands.
    func changes(from standing: [Finding]) -> [Change] {
        reconcile(
            Examination(
                account: account,
                guardrails: guardrails,
                verdicts: verdicts,
                standing: standing,
                listed: listed,
                now: now
            )
        )
    }

    /// How many verdicts are unknown.
    var unknown: Int {
        verdicts.reduce(0) { count, verdict in
            switch verdict.outcome {
            case .unknown: count + 1
            case .judged(let parts): count + parts.count { $0.isUnknown }
            case .notJudged: count
            }
        }
    }

    /// SHA-256 of all that ``changes(from:)`` looks at besides what stands, and of `inventory`: where
    /// it is that of the last look, nothing has changed. Nil where the time alone changes findings.
    func digest(with inventory: String) -> String? {
        let timed = Set(guardrails.filter { $0.exceptions.atMostSeconds != nil }.map(\.name))
        let isTimed = verdicts.contains { verdict in
            if case .byTag = verdict.exception { timed.contains(verdict.guardrail) } else { false }
        }
        guard !isTimed else { return nil }
        let rules = guardrails.map {
            "\($0.name) \($0.severity.rawValue) \($0.exceptions.atMostSeconds ?? 0)"
        }
        let parts =
            [account.id, account.environment ?? "", inventory] + rules.sorted()
            + listed.sorted() + verdicts.flatMap(\.lines).sorted()
        return SHA256.hexDigest(parts.joined(separator: "\u{1e}").utf8)
    }
}

extension Verdict {
    /// All that it says; violating and unknown parts one by one, in any order.
    fileprivate var lines: [String] {
        let name = [
            guardrail, resource.type, resource.region, resource.id, resource.arn ?? "",
            resource.name ?? "",
        ].joined(separator: "\u{1f}")
        let exempt =
            switch exception {
            case .none: ""
            case .granted(let exception): "\(exception.id) \(exception.until.rfc3339)"
            case .byTag(let owner): "tag \(owner ?? "")"
            case .unknown(let gap): gap.summary
            }
        func line(_ kind: String, _ key: String, _ because: [Because]) -> String {
            ([name, exempt, kind, key] + because.flatMap { [$0.path, $0.text] })
                .joined(separator: "\u{1f}")
        }
        return switch outcome {
        case .notJudged: [line("not judged", "", [])]
        case .unknown(let because): [line("unknown", "", because)]
        case .judged(let parts):
            [line("judged", "", [])]
                + parts.map { line($0.isUnknown ? "unknown" : "violates", $0.key, $0.because) }
        }
    }
}
