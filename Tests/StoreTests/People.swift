import Document
import Guardrails
import Store
import Testing

/// Someone who asks for exceptions, someone who may grant them, and what they meet.
struct People: Sendable {
    let stage: Stage
    /// The group that may grant exceptions from `ssh`.
    let group: String
    let asker: Login
    let granter: Login

    static func with(_ body: (People) async throws -> Void) async throws {
        try await Stage.with { stage in
            let group = try await stage.group()
            _ = try await stage.owner.query(
                """
                insert into parapet.guardrail_rule
                    (guardrail, origin, granted_by, at_most_seconds)
                values ('ssh', 'ssh', '\(group)', 90 * 86400), ('closed', 'closed', null, null)
                """
            )
            try await body(
                People(
                    stage: stage,
                    group: group,
                    asker: try await stage.login("ada", in: "parapet_operator"),
                    granter: try await stage.login("gil", in: "parapet_operator", group)
                )
            )
        }
    }

    /// So many days from now.
    static func days(_ days: Int64) throws -> Timestamp {
        try #require(Timestamp(seconds: Timestamp.now().seconds + days * 86400, nanoseconds: 0))
    }

    func request(
        _ scope: GrantedException.Scope = .init(),
        guardrail: String = "ssh",
        days: Int64 = 30
    ) async throws -> String {
        try await Exceptions(database: asker.database).request(
            from: guardrail,
            scope: scope,
            until: try Self.days(days),
            reason: "because",
            ticket: nil
        )
    }

    /// Asked for by the one and granted by the other.
    func granted(_ scope: GrantedException.Scope = .init()) async throws -> String {
        let id = try await request(scope)
        _ = try await Exceptions(database: granter.database).grant(id, until: nil)
        return id
    }

    /// Open findings of the guardrail, as a scan leaves them.
    func plant(_ resources: [String]) async throws {
        let end = try await stage.look(resources.map { Change(.opened, finding($0)) })
        try #require(end == .committed(changes: resources.count))
    }

    func statuses() async throws -> [String: String] {
        let rows = try await stage.reader.query("select resource_id, status from report.findings")
        return Dictionary(
            rows.map { ($0["resource_id"].string ?? "", $0["status"].string ?? "") },
            uniquingKeysWith: { $1 }
        )
    }

    func events(of resource: String) async throws -> [String] {
        let rows = try await stage.reader.query(
            """
            select event from report.finding_events
            where resource_id = '\(resource)' order by id
            """
        )
        return rows.map { $0["event"].string ?? "" }
    }
}
