import Document
import Guardrails
import Platform

/// What the leader lets through of the ledger's changes.
public struct Admissions: Sendable {
    /// What may come into motion, and what people said about that.
    public struct Waiting: Sendable {
        public let candidates: [Admission.Candidate]
        public let stops: Set<String>
        public let trusted: Set<Admission.Trust>
        /// What each guardrail was let make by itself in the last hour, the oldest first.
        public let lastHour: [Admission.Place: [Timestamp]]
    }

    /// Whose standing findings are to be followed up.
    public struct Unfollowed: Sendable {
        /// Empty: other rules are in force.
        public let sweep: String
        public let rules: Int64
        /// Empty: all.
        public let guardrails: [String]
        public let isProposing: Bool
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    public func waiting(token: Int64) async throws(StoreError) -> Waiting {
        let row = try await database.row(
            "select parapet.changes_to_admit($1::bigint) as answer",
            [.int(token)]
        )
        let json = try row.json("answer")
        return Waiting(
            candidates: (json["changes"]?.array ?? []).compactMap { Admission.Candidate($0) },
            stops: Set(json["stops"]?.object?.keys ?? []),
            trusted: Set(
                (json["trusted"]?.array ?? []).compactMap { pair in
                    guard let guardrail = pair.array?.first?.string,
                        let text = pair.array?.last?.string
                    else { return nil }
                    return Admission.Trust(guardrail: guardrail, text: text)
                }
            ),
            lastHour: Dictionary(
                (json["hour"]?.array ?? []).compactMap { place in
                    guard let guardrail = place["guardrail"]?.string,
                        let account = place["account"]?.string
                    else { return nil }
                    return (
                        Admission.Place(guardrail: guardrail, account: account),
                        (place["at"]?.array ?? []).compactMap {
                            $0.string.flatMap { Timestamp($0) }
                        }
                    )
                },
                uniquingKeysWith: { $1 }
            )
        )
    }

    public func usage(
        of groups: Set<Admission.Group>,
        token: Int64
    ) async throws(StoreError) -> [Admission.Group: Admission.Usage] {
        let list = groups.map { group -> JSON in
            [
                "guardrail": .string(group.guardrail), "quota": .string(group.quota),
                "environment": .optional(group.environment),
            ]
        }
        let rows = try await database.rows(
            "select * from parapet.change_usage($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(list))]
        )
        var usage: [Admission.Group: Admission.Usage] = [:]
        for row in rows {
            let group = Admission.Group(
                guardrail: try row.text("guardrail"),
                quota: try row.text("quota"),
                environment: row.optionalText("environment")
            )
            var waves: [Int: [ChangeState]] = [:]
            for item in try row.json("waves").array ?? [] {
                let state = item["state"]?.string.flatMap { ChangeState(rawValue: $0) }
                waves[Int(item["wave"]?.int ?? 0), default: []].append(state ?? .failed)
            }
            usage[group] = Admission.Usage(
                waves: waves,
                admitted: Int(try row.integer("admitted")),
                limited: Int(try row.integer("limited")),
                judged: Int(try row.integer("judged")),
                isPlanning: try row.truth("planning"),
                outcomes: (try row.json("outcomes").array ?? []).compactMap {
                    $0.string.flatMap { ChangeState(rawValue: $0) }
                }
            )
        }
        return usage
    }

    /// Answers how many are made now.
    public func admit(
        _ decisions: [Admission.Decision],
        token: Int64
    ) async throws(StoreError) -> Int {
        let list = decisions.map { decision -> JSON in
            [
                "id": .string(decision.id), "state": .string(decision.state.rawValue),
                "waits": .optional(decision.waits?.rawValue),
                "not_before": .optional(decision.notBefore?.rfc3339),
                "wave": decision.wave.map { .int(Int64($0)) } ?? .null,
                "start": .optional(decision.start?.rfc3339),
            ]
        }
        let row = try await database.row(
            "select parapet.admit_changes($1::bigint, $2::jsonb) as jobs",
            [.int(token), .json(.array(list))]
        )
        return Int(try row.integer("jobs"))
    }

    public func stop(
        _ guardrail: String,
        reason: String,
        token: Int64
    ) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.stop_after_failures($1::bigint, $2, $3)",
            [.int(token), .text(guardrail), .text(reason)]
        )
    }

    /// The oldest that nobody followed up; nil: none.
    public func unfollowed(token: Int64) async throws(StoreError) -> Unfollowed? {
        let row = try await database.row(
            "select parapet.unfollowed($1::bigint) as answer",
            [.int(token)]
        )
        let json = try row.json("answer")
        guard let sweep = json["sweep"]?.string, let rules = json["rules"]?.int else { return nil }
        return Unfollowed(
            sweep: sweep,
            rules: rules,
            guardrails: json["guardrails"]?.texts ?? [],
            isProposing: json["proposes"]?.bool ?? false
        )
    }

    /// Asks for proposals about standing findings that have none; answers how many.
    public func propose(
        _ guardrail: String,
        for unfollowed: Unfollowed,
        limit: Int,
        token: Int64
    ) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.propose_standing($1::bigint, $2, $3::int, $4, $5::int) as jobs",
            [
                .int(token), .text(guardrail), .int(unfollowed.rules), .text(unfollowed.sweep),
                .int(limit),
            ]
        )
        return Int(try row.integer("jobs"))
    }

    public func setFollowed(
        _ unfollowed: Unfollowed,
        token: Int64
    ) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.set_followed($1::bigint, $2, $3::int)",
            [.int(token), .text(unfollowed.sweep), .int(unfollowed.rules)]
        )
    }

    /// Asks for the plans of what was announced and is due; ends what nobody decided in time.
    public func turn(token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.plan_due_changes($1::bigint), parapet.lapse_changes($1::bigint)",
            [.int(token)]
        )
    }
}

extension Admission.Candidate {
    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let guardrail = json["guardrail"]?.string,
            let account = json["account"]?.string, let region = json["region"]?.string,
            let state = json["state"]?.string.flatMap({ ChangeState(rawValue: $0) }),
            let rules = json["rules"]?.int
        else { return nil }
        self.init(
            id: id,
            guardrail: guardrail,
            account: account,
            environment: json["environment"]?.string,
            region: region,
            service: json["service"]?.string ?? "",
            state: state,
            waits: json["waits"]?.string.flatMap { ChangeWait(rawValue: $0) },
            isDecided: json["is_decided"]?.bool ?? false,
            isUndo: json["is_undo"]?.bool ?? false,
            quota: json["quota"]?.string ?? "",
            text: json["text"]?.string ?? "",
            rules: rules
        )
    }
}
