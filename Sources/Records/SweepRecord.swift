import Document

/// How a sweep went, as `parapet sweep --wait --format json` prints it.
public struct SweepRecord: Record {
    public struct Jobs: Sendable, Hashable {
        public var done: Int
        public var failed: Int
    }

    /// As they stand at the end within the sweep's scope.
    public struct Findings: Sendable, Hashable {
        public var open: Int
        public var excepted: Int
        public var resolved: Int
    }

    public struct Changes: Sendable, Hashable {
        public var done: Int
        public var failed: Int
        public var waiting: Int
    }

    public static let kind = "sweep"

    public var sweep: String
    public var accounts: Int
    public var regions: Int
    public var jobs: Jobs
    public var reads: Int
    /// Verdicts that are unknown.
    public var unknown: Int
    public var findings: Findings
    /// Nil where whoever wrote the record did not say; so are what follows but the seconds.
    public var changes: Changes?
    /// Accounts without an environment.
    public var unclassified: Int?
    /// Guardrail files that do not load.
    public var brokenRules: [String]?
    public var seconds: Double
}

extension SweepRecord {
    public init(_ json: JSON) throws(RecordFailure) {
        let members = try Members(json, of: Self.kind)
        sweep = try members.text("sweep")
        accounts = try members.count("accounts")
        regions = try members.count("regions")
        let jobs = try members.members("jobs")
        self.jobs = Jobs(done: try jobs.count("done"), failed: try jobs.count("failed"))
        reads = try members.count("reads")
        unknown = try members.count("unknown")
        let findings = try members.members("findings")
        self.findings = Findings(
            open: try findings.count("open"),
            excepted: try findings.count("excepted"),
            resolved: try findings.count("resolved")
        )
        changes = try members.optional("changes") { members throws(RecordFailure) in
            let changes = try members.members("changes")
            return Changes(
                done: try changes.count("done"),
                failed: try changes.count("failed"),
                waiting: try changes.count("waiting")
            )
        }
        unclassified = try members.optional("unclassified") { members throws(RecordFailure) in
            try members.count("unclassified")
        }
        brokenRules = try members.optional("rules") { members throws(RecordFailure) in
            try members.members("rules").texts("broken")
        }
        seconds = try members.number("seconds")
    }

    public var json: JSON {
        var json: Object = [
            "sweep": .string(sweep), "accounts": .count(accounts), "regions": .count(regions),
            "jobs": ["done": .count(jobs.done), "failed": .count(jobs.failed)],
            "reads": .count(reads), "unknown": .count(unknown),
            "findings": [
                "open": .count(findings.open), "excepted": .count(findings.excepted),
                "resolved": .count(findings.resolved),
            ],
        ]
        json["changes"] = changes.map {
            [
                "done": .count($0.done), "failed": .count($0.failed),
                "waiting": .count($0.waiting),
            ]
        }
        json["unclassified"] = unclassified.map { .count($0) }
        json["rules"] = brokenRules.map { ["broken": .list($0)] }
        json["seconds"] = .double(seconds)
        return .object(json)
    }
}
