import AWS
import Foundation
import Guardrails
import Logging
import Notify
import Platform
import Rehearsal
import Store
import Testing

@testable import Cluster

/// A database whose leader tells what happens through channels, and the notifiers that send it.
struct MessageDesk {
    let database: ScratchDatabase
    /// parapet.yaml
    let yaml: String
    let configuration: Configuration
    let token: Int64
    let rules: Int64
    /// What channels of AWS send with.
    let sessions: Sessions?
    /// The variables that hold secrets.
    let secrets: [String: String]

    static let guardrail = "ssh-open-to-the-world"
    static let account = "111111111111"

    /// - Parameter channels: lines of `channels`; the variable S holds their secret.
    static func with(
        channels: [String],
        lastResort: String,
        sessions: Sessions? = nil,
        secrets: [String: String] = ["S": "secret"],
        _ body: (MessageDesk) async throws -> Void
    ) async throws {
        let yaml = """
            accounts: [{ id: "\(account)" }]
            environments: { prod: { names: ["*"] } }
            channels:
            \(channels.map { "  \($0)" }.joined(separator: "\n"))
            owners: { last-resort: \(lastResort) }
            """
        try await ScratchDatabase.with { database in
            let leadership = Leadership(
                database: database.owner,
                process: Process(.coordinator)
            )
            let token = try #require(try await leadership.acquire(leaseSeconds: 300))
            let file = "\(Repository.folder)/ops/guardrails/\(guardrail).yaml"
            let texts = RuleTexts(
                configuration: RuleTexts.File(file: "parapet.yaml", text: yaml),
                guardrails: [
                    RuleTexts.File(
                        file: "ssh.yaml",
                        text: try String(contentsOfFile: file, encoding: .utf8)
                    )
                ]
            )
            let book = try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
            let rules = try await RuleBooks(database: database.owner).store(book, token: token)
            try await Telling(database: database.owner)
                .setChannels(book.configuration.channels, token: token)
            try await body(
                MessageDesk(
                    database: database,
                    yaml: yaml,
                    configuration: book.configuration,
                    token: token,
                    rules: rules,
                    sessions: sessions,
                    secrets: secrets
                )
            )
        }
    }

    /// What is new finds its groups, and what is due becomes messages.
    func plan() async throws {
        let telling = Telling(database: database.owner)
        let new = try await telling.untold(limit: 1000, token: token)
        try await telling.group(new.map { ($0, configuration.route(of: $0)) }, token: token)
        let plan = TellingPlanner(configuration: configuration, lastHour: [:], now: .now())
            .plan(try await telling.due(limit: 1000, token: token))
        _ = try await telling.plan(plan, rules: rules, token: token)
    }

    /// One finding comes to stand so, and a channel is told.
    func turn(_ status: String, _ event: String, telling channel: String) async throws {
        _ = try await database.owner.query(
            """
            with f as (
                insert into parapet.finding as f (
                    id, guardrail, account, region, resource_type, resource_id, resource_arn, part,
                    scope_region, service, status, severity, environment, because, first_seen,
                    changed
                )
                select parapet.finding_id('\(Self.guardrail)', a, 'us-east-1', t, 'sg-1', ''),
                    '\(Self.guardrail)', a, 'us-east-1', t, 'sg-1',
                    'arn:aws:ec2:us-east-1:' || a || ':security-group/sg-1', '', 'us-east-1', 'ec2',
                    '\(status)', 'high', 'prod', '[{"text":"tcp 22","path":"ingress[0]"}]', now(),
                    now()
                from (values ('\(Self.account)', 'ec2.security-group')) x (a, t)
                on conflict (id) do update set status = excluded.status,
                    changed = clock_timestamp()
                returning *
            )
            insert into parapet.notice (kind, event, word, recipient, subject, until, at, detail)
            select case when status = 'open' then 'finding' else 'finding resolved' end,
                '\(event)', '\(channel)', '\(channel)', id, changed,
                clock_timestamp() - interval '1 hour',
                jsonb_build_object('guardrail', guardrail, 'account', account, 'region', region,
                    'resource', resource_id)
            from f
            """
        )
        try await plan()
    }

    /// Until no job is ready any more, by so many notifiers at once.
    func deliver(_ notifiers: Int = 1, timeoutMilliseconds: Int = 30_000) async throws {
        let services = ChannelServices(
            http: HTTPClient(),
            mailer: Mailer(),
            sessions: sessions,
            roles: configuration.roles,
            secrets: SecretReader(environment: secrets, sessions: nil) { _ in nil },
            timeoutMilliseconds: timeoutMilliseconds
        )
        var pace = Pace()
        pace.pollSeconds = 0.05
        let workers = (0..<notifiers).map { _ in
            Worker(
                notifying: database.owner,
                channels: { channel, _ in Channels.channel(channel, services) },
                pace: pace,
                host: "here",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in workers { group.addTask { try await worker.run() } }
            while try await database.count(
                """
                select count(*) from parapet.job
                where state = 'running' or run_after <= now()
                """
            ) > 0 { try await Task.sleep(for: .milliseconds(20)) }
            workers.forEach { $0.drain() }
            try await group.waitForAll()
        }
    }

    func states() async throws -> [String] {
        try await database.owner.query(
            "select channel || ' ' || state from parapet.message order by channel, made"
        ).map { $0[0].string ?? "" }
    }

    func hurry() async throws {
        _ = try await database.owner.query("update parapet.job set run_after = now()")
    }
}
