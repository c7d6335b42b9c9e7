import Document
import Platform

/// Runs of playbooks as people start them, decide on them, take them back and look at them. Who acts is
/// the database user of the connection, never an argument.
public struct Runs: Sendable {
    /// What somebody wants to be run.
    public struct Start: Sendable {
        public let playbook: String
        /// The SHA-256 of the text that is meant, in hexadecimal.
        public let digest: String
        /// As ``Target/json`` has it; nil for an orchestration.
        public let target: Target?
        public let inputs: Object
        public let caseName: String?
        public let reason: String?
        public let onlyAnalyses: Bool
        public let isDry: Bool

        public init(
            playbook: String,
            digest: String,
            target: Target?,
            inputs: Object,
            caseName: String?,
            reason: String?,
            onlyAnalyses: Bool,
            isDry: Bool
        ) {
            self.playbook = playbook
            self.digest = digest
            self.target = target
            self.inputs = inputs
            self.caseName = caseName
            self.reason = reason
            self.onlyAnalyses = onlyAnalyses
            self.isDry = isDry
        }
    }

    /// A resource that may be meant.
    public struct Target: Sendable, Hashable {
        public let type: String
        public let account: String
        public let region: String
        public let id: String
        public let arn: String?
        public let name: String?
        /// What of it is what was asked for, such as `its private address`.
        public let why: String
        /// What tells it from others, as far as it is known: state, private_address, public_address,
        /// launched.
        public let facts: Object

        public var json: JSON {
            var all: Object = [
                "type": .string(type), "id": .string(id), "account": .string(account),
                "region": .string(region), "name": .optional(name), "why": .string(why),
            ]
            for (name, value) in facts { all[name] = value }
            return .object(all)
        }
    }

    public enum Asking: String, Sendable {
        case resumed
        case undo = "undo asked"
    }

    let database: Database

    public init(database: Database) { self.database = database }

    /// The resources of a type that a text may mean: an id, an ARN, a name, `tag:KEY=VALUE`; of an
    /// instance also an address or a DNS name.
    public func targets(_ text: String, type: String) async throws(StoreError) -> [Target] {
        let rows = try await database.rows(
            "select * from parapet.find_targets($1, $2)",
            [.text(type), .text(text)]
        )
        var found: [Target] = []
        for row in rows {
            found.append(
                Target(
                    type: try row.text("type"),
                    account: try row.text("account"),
                    region: try row.text("region"),
                    id: try row.text("id"),
                    arn: row.optionalText("arn"),
                    name: row.optionalText("name"),
                    why: try row.text("why"),
                    facts: try row.json("facts").object ?? [:]
                )
            )
        }
        return found
    }

    /// Where a resource may be that no sweep has seen.
    public struct Search: Sendable {
        public let type: String
        public let isGlobal: Bool
        /// What the catalogue may call it.
        public let ids: [String]
        /// Nil: in any.
        public let account: String?
        public let region: String?

        public init(
            type: String,
            isGlobal: Bool,
            ids: [String],
            account: String?,
            region: String?
        ) {
            self.type = type
            self.isGlobal = isGlobal
            self.ids = ids
            self.account = account
            self.region = region
        }
    }

    /// Has workers look for it; answers their jobs.
    public func look(for search: Search) async throws(StoreError) -> [Int64] {
        let row = try await database.row(
            """
            select to_jsonb(parapet.look_for_target($1, $2::text[], $3, $4, $5::boolean)) as jobs
            """,
            [
                .text(search.type), .list(search.ids), Parameter(search.account),
                Parameter(search.region), .bool(search.isGlobal),
            ]
        )
        return try row.json("jobs").array?.compactMap(\.int) ?? []
    }

    /// How many of these looks are not over, and how many came to nothing.
    public func looks(_ jobs: [Int64]) async throws(StoreError) -> (waiting: Int64, failed: Int64) {
        let row = try await database.row(
            "select * from parapet.looked_for($1::bigint[])",
            [.list(jobs.map(String.init))]
        )
        return (try row.integer("waiting"), try row.integer("failed"))
    }

    /// Answers the run's id.
    public func start(_ start: Start) async throws(StoreError) -> String {
        let row = try await database.row(
            """
            select parapet.start_playbook(
                $1, $2, $3::jsonb, $4::jsonb, $5, $6, $7::boolean, $8::boolean
            ) as id
            """,
            [
                .text(start.playbook), .text(start.digest),
                start.target.map { .json($0.json) } ?? .null, .json(.object(start.inputs)),
                Parameter(start.caseName), Parameter(start.reason), .bool(start.onlyAnalyses),
                .bool(start.isDry),
            ]
        )
        return try row.text("id")
    }

    /// A playbook of the rules in force.
    public struct Known: Sendable {
        public let name: String
        /// Of whoever stored it.
        public let file: String
        public let digest: String
        public let text: String
    }

    /// The playbooks of the rules in force, by their names.
    public func playbooks() async throws(StoreError) -> [Known] {
        let rows = try await database.rows(
            "select name, file, sha256, text from parapet.playbooks() order by name"
        )
        var found: [Known] = []
        for row in rows {
            found.append(
                Known(
                    name: try row.text("name"),
                    file: try row.text("file"),
                    digest: try row.text("sha256"),
                    text: try row.text("text")
                )
            )
        }
        return found
    }

    /// As `report.runs` has them, the newest first.
    public func list(
        ids: [String] = [],
        limit: Int? = nil
    ) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(r) as run from report.runs r
            where cardinality($1::text[]) = 0 or id = any ($1)
            order by started desc, id limit $2::bigint
            """,
            [.list(ids), limit.map { .int($0) } ?? .null]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("run")) }
        return found
    }

    /// Those that a guardrail had started about a finding, the newest first: {"run","playbook","status",
    /// "started"}.
    public func about(finding: String) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select json_build_object('run', id, 'playbook', playbook, 'status', status, 'started',
                to_char(started at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as run
            from report.runs where finding = $1::uuid order by started desc, id limit 20
            """,
            [.text(finding)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("run")) }
        return found
    }

    /// Says yes or no at a gate; answers the step.
    ///
    /// - Parameter step: nil: the one gate at which the run waits.
    public func decide(
        _ run: String,
        step: String?,
        isApproval: Bool,
        reason: String
    ) async throws(StoreError) -> String {
        let row = try await database.row(
            "select parapet.decide_run($1, $2, $3::boolean, $4) as step",
            [.text(run), Parameter(step), .bool(isApproval), .text(reason)]
        )
        return try row.text("step")
    }

    public func ask(_ what: Asking, _ run: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.ask_run($1, $2)",
            [.text(run), .text(what.rawValue)]
        )
    }

    /// Where runs wait for somebody's word, as `report.run_gates` has it.
    public func gates(of run: String) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            "select to_json(g) as gate from report.run_gates g where run = $1 order by asked",
            [.text(run)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("gate")) }
        return found
    }

    /// The entries of a run's evidence, in their order, as `report.evidence` has them.
    public func evidence(of run: String) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            "select to_json(e) as entry from report.evidence e where run = $1 order by number",
            [.text(run)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("entry")) }
        return found
    }

    /// Every attempt at a step of a run, as `report.run_attempts` has them.
    public func attempts(of run: String) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(a) as attempt from report.run_attempts a where run = $1
            order by a.step, a.task, a.attempt
            """,
            [.text(run)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("attempt")) }
        return found
    }
}
