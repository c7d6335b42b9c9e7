import Document
import Guardrails
import Platform
import Testing

@testable import Store

/// A ledger, people who ask, and people who decide: what a change is for them in each state.
struct Deciding: Sendable {
    let stage: Stage
    /// Whose members may approve changes of `ssh`.
    let group: String
    let asker: Login
    let decider: Login

    static let account = "111111111111"

    static func with(_ body: (Deciding) async throws -> Void) async throws {
        try await Stage.with { stage in
            let group = try await stage.group()
            let rights = """
                {"modes": {"default": "approve"}, "approvers": ["\(group)"], "owner_roles": [],
                "at_most": "approve", "acts": true}
                """
            for statement in [
                """
                insert into parapet.guardrail_rule (guardrail, origin, title, education, changes)
                values ('ssh', 'ssh', 'SSH', 'close it', '\(rights)')
                """,
                """
                insert into parapet.account (id, name, environment, status) values
                    ('\(account)', 'one', 'prod', 'active'), ('222222222222', 'two', null, 'active')
                """,
                """
                insert into parapet.rule_book (hash, config_sha256, guardrails_sha256, rules)
                values ('h', 'h', 'h', '{}')
                """,
            ] { _ = try await stage.owner.query(statement) }
            try await body(
                Deciding(
                    stage: stage,
                    group: group,
                    asker: try await stage.login("ada", in: "parapet_operator"),
                    decider: try await stage.login("dea", in: "parapet_operator", group)
                )
            )
        }
    }

    /// A row of the ledger.
    ///
    /// - Parameter expires: in seconds from now.
    func change(
        _ id: String,
        _ state: ChangeState = .awaitingApproval,
        account: String = account,
        by: String = "parapet",
        approvers: [String]? = nil,
        expires: Int = 3600,
        undoneBy: String? = nil,
        quota: String = ""
    ) async throws {
        _ = try await stage.owner.query(
            """
            insert into parapet.change (id, key, guardrail, action, account, environment, region,
                resource, target, target_key, part, mode, state, rules, before, planned, expected,
                proposed_by, approvers, expires, undone_by, quota, executed)
            values ($1, $1, 'ssh', 'ec2.revoke-ingress', $2, 'prod', 'us-east-1',
                '{"type":"ec2.security-group","id":"sg-1","arn":null,"name":"web"}',
                '{"type":"ec2.security-group","id":"sg-1","arn":null,"name":"web"}',
                'target ' || $1, 'tcp/22', 'approve', $3, 1, '{"open":true}',
                '[{"service":"ec2","operation":"Revoke","input":{"GroupId":"sg-1"}}]',
                '{"open":false}', $4, $5::text[], now() + make_interval(secs => $6::int), $7, $8,
                case when $9::boolean then now() end)
            """,
            [
                .text(id), .text(account), .text(state.rawValue), .text(by),
                .list(approvers ?? [group]), .int(expires), Parameter(undoneBy),
                .text(quota),
                .bool(state.isFinal),
            ]
        )
    }

    /// An open finding of the guardrail; its id.
    func finding(
        _ number: Int,
        _ status: Finding.Status = .open,
        account: String = account,
        isUnverified: Bool = false
    ) async throws -> String {
        let id = "00000000-0000-0000-0000-00000000000\(number)"
        _ = try await stage.owner.query(
            """
            insert into parapet.finding (id, guardrail, account, region, resource_type, resource_id,
                part, scope_region, service, status, unverified, severity, first_seen, changed)
            values ($1::uuid, 'ssh', $2, 'us-east-1', 'ec2.security-group', $1, '', 'us-east-1',
                'ec2', $3, $4::boolean, 'high', now(), now())
            """,
            [.text(id), .text(account), .text(status.rawValue), .bool(isUnverified)]
        )
        return id
    }

    func state(_ id: String) async throws -> String? {
        try await stage.value("select state from report.changes where id = '\(id)'").string
    }

    var asking: Changes { Changes(database: asker.database) }
    var deciding: Changes { Changes(database: decider.database) }
}
