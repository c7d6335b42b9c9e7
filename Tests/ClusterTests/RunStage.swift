import AWS
import Cluster
import Document
import Foundation
import Guardrails
import Platform
import Rehearsal
import Store
import Testing

/// A swept estate with two instances in it, and people who run playbooks on them.
struct RunStage: Sendable {
    let scene: Scene
    let account: String
    let responder: [String: String]
    let granter: [String: String]
    let second: [String: String]
    /// Holds what `playbook` writes.
    let folder: String

    /// - Parameters:
    ///   - hasWorker: whether one works from the beginning.
    ///   - roles: beside the audit role.
    ///   - more: of parapet.yaml.
    static func with(
        hasWorker: Bool = true,
        roles: String? = nil,
        more: String = "",
        _ body: (RunStage) async throws -> Void
    ) async throws {
        try await Scene.with { scene in
            if let roles {
                try scene.configure {
                    $0.replacing("external-id:", with: "\(roles), external-id:") + more
                }
            }
            _ = try await scene.sweep()
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "parapet-runs-\(hex(randomBytes(5)))").path
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let people = try await scene.people()
            let stage = RunStage(
                scene: scene,
                account: try await plant(scene.database.owner),
                responder: try await responder(scene),
                granter: people.granter,
                second: people.second,
                folder: folder
            )
            guard hasWorker else { return try await body(stage) }
            let worker = try scene.start("worker")
            try await body(stage)
            #expect(await worker.stop() == 0)
        }
    }

    private static func responder(_ scene: Scene) async throws -> [String: String] {
        let user = "responder_\(scene.database.name)"
        _ = try await scene.database.owner.query(
            "do $$ begin create role \(user) login in role parapet_responder; "
                + "exception when duplicate_object then null; end $$"
        )
        let url = scene.database.url
        return ["PARAPET_DATABASE_URL": url + (url.contains("?") ? "&" : "?") + "user=\(user)"]
    }

    /// What a sweep for other guardrails would have seen, in the first account whose role let us in.
    private static func plant(_ owner: Database) async throws -> String {
        let rows = try await owner.query(
            """
            select account from parapet.scope
            where service = 'ec2' and region = 'us-east-1' and account like '2%'
            order by account limit 1
            """
        )
        let account = try #require(rows.map { $0["account"].string }.first ?? nil)
        let resources: [(String, String, JSON)] = [
            (
                "ec2.instance", "i-0aaa",
                [
                    "private_ip": "10.0.0.1", "security_groups": ["sg-0a"], "image": "ami-1",
                    "aws": ["PrivateDnsName": "ip-10-0-0-1.ec2.internal"],
                ]
            ),
            ("ec2.instance", "i-0bbb", ["security_groups": ["sg-0a"], "image": "ami-1"]),
            (
                "ec2.network-interface", "eni-0a",
                ["instance": "i-0aaa", "public_ip": "198.51.100.7", "security_groups": ["sg-0a"]]
            ),
            (
                "ec2.security-group", "sg-0a",
                [
                    "ingress": [
                        ["protocol": "tcp", "from": 22, "to": 22, "source": "0.0.0.0/0"]
                    ]
                ]
            ),
        ]
        _ = try await owner.query(
            """
            insert into parapet.inventory (account, type, region, id, scope_region, service, name,
                document, hash, first_seen, changed)
            values ($1, 'route53.record', 'global', 'z/www.example.com./A', 'global', 'route53',
                'www.example.com.', '{"type": "A", "values": ["198.51.100.7"]}', 'h', now(), now())
            """,
            [.text(account)]
        )
        for (type, id, document) in resources {
            _ = try await owner.query(
                """
                insert into parapet.inventory (account, type, region, id, scope_region, service,
                    tags, document, hash, first_seen, changed)
                values ($1, $2, 'us-east-1', $3, 'us-east-1', 'ec2', '{"role": "web"}', $4::jsonb,
                    'h', now(), now())
                """,
                [.text(account), .text(type), .text(id), .text(document.text)]
            )
        }
        _ = try await owner.query(
            """
            update parapet.scope set coverage = coverage || (
                select jsonb_agg(jsonb_build_object('type', t, 'attribute', null, 'permission',
                    'ec2:Describe', 'complete', 1, 'gaps', '[]'::jsonb))
                from unnest('{ec2.instance,ec2.network-interface}'::text[]) t
            ) where account = $1 and region = 'us-east-1' and service = 'ec2'
            """,
            [.text(account)]
        )
        return account
    }

    /// A playbook of this stage alone, stored as a coordinator stores it.
    func write(_ name: String, _ steps: String, tests: String) async throws {
        let text = """
            playbook: \(name)
            kind: workflow
            title: T
            target: ec2.instance
            steps:
            \(steps)
            tests:
            \(tests)
            """
        try text.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
        let owner = scene.database.owner
        let books = RuleBooks(database: owner)
        let old = try #require(try await books.newest())
        let file = RuleTexts.File(file: "\(name).yaml", text: text)
        let texts = RuleTexts(
            configuration: old.configuration,
            guardrails: old.guardrails,
            baselines: old.baselines,
            frameworks: old.frameworks,
            playbooks: old.playbooks + [file]
        )
        let book = try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
        _ = try await owner.query(
            """
            update parapet.rule_book set texts = $1, hash = $2,
                rules = rules || jsonb_build_object('playbooks', $3::jsonb)
            where id = parapet.newest_rules()
            """,
            [
                .text(texts.canonical), .text(book.hash),
                .text(JSON.object(book.playbookBounds).text),
            ]
        )
    }

    func parapet(
        _ arguments: String...,
        as person: [String: String]? = nil,
        shipped isShipped: Bool = false
    ) async throws -> Program.Outcome {
        var environment = scene.environment.merging(person ?? responder) { $1 }
        environment["PARAPET_PLAYBOOKS"] =
            isShipped ? "\(Repository.folder)/ops/playbooks" : folder
        return try await Program.run(arguments, environment: environment)
    }
}
