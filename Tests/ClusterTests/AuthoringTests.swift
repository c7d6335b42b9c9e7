import Document
import Foundation
import Rehearsal
import Testing

/// The commands for people who write guardrails and configurations; none needs a database.
@Suite struct AuthoringTests {
    /// A folder of its own, gone afterwards.
    private static func with(
        _ files: [String: String],
        _ body: (_ folder: String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-authoring-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        try await body(folder.path)
    }

    private static func parapet(
        _ arguments: String...,
        environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let nowhere = ["PARAPET_CONFIG": "/nowhere/parapet.yaml"]
        return try await Program.run(arguments, environment: nowhere.merging(environment) { $1 })
    }

    // MARK: config check

    /// Without the guardrails that ship.
    private static func check(
        _ file: String,
        guardrails: String = "/nowhere"
    ) async throws -> Program.Outcome {
        try await parapet(
            "config",
            "check",
            file,
            environment: ["PARAPET_GUARDRAILS": guardrails]
        )
    }

    /// An action that cannot be proposed: an error where changes are asked for, else a warning.
    @Test func whatActionsLackIsSaid() async throws {
        let guardrail = """
            guardrail: ssh
            title: T
            severity: high
            education: E
            resource: ec2.security-group
            each: { rule: resource.ingress }
            criteria: rule.world('tcp', 22)
            actions:
              - do: ec2.restrict-ingress
                with: { networks: { cel: estate.networks.known } }
            environments: { prod: MODE }
            tests: []
            """
        let files = [
            "observe.yaml": guardrail.replacing("MODE", with: "observe"),
            "approve.yaml": guardrail.replacing("MODE", with: "approve"),
            "empty.conf": """
            organization: {}
            roles: { audit: A, external-id: "hard-to-guess-1" }
            environments: { prod: { names: [p] } }
            """,
            "known.conf": """
            organization: {}
            roles: { audit: A, external-id: "hard-to-guess-1" }
            environments: { prod: { names: [p] } }
            networks: { known: [203.0.113.0/24] }
            """,
        ]
        try await Self.with(files) { folder in
            let expected: [(String, String, Int32, String)] = [
                ("empty", "observe", 0, "PAR-GRD-14 warning: 'ec2.restrict-ingress' of ssh"),
                (
                    "empty", "approve", 2,
                    "PAR-GRD-14 'ec2.restrict-ingress' of ssh proposes nothing"
                ),
                ("known", "observe", 0, ""),
                ("known", "approve", 0, "PAR-GRD-15 warning: ssh asks for changes in 'prod'"),
            ]
            for (configuration, mode, status, text) in expected {
                let outcome = try await Self.check(
                    "\(folder)/\(configuration).conf",
                    guardrails: "\(folder)/\(mode).yaml"
                )
                #expect(outcome.status == status, "\(outcome.error)")
                #expect(text.isEmpty ? outcome.error.isEmpty : outcome.error.contains(text))
            }
        }
    }

    /// What parapet.yaml says of guardrails is held to those of the folder, by the modes in force.
    @Test func whatIsSaidOfGuardrailsIsHeldToThem() async throws {
        let guardrail = """
            guardrail: ssh
            title: T
            severity: high
            education: E
            resource: ec2.security-group
            each: { rule: resource.ingress }
            criteria: rule.world('tcp', 22)
            actions: [{ do: ec2.restrict-ingress, with: { networks: [203.0.113.0/24] } }]
            exceptions: { granted-by: security }
            tests: []
            """
        let configuration = """
            organization: {}
            roles: { audit: A, remediate: R, external-id: "hard-to-guess-1" }
            environments: { prod: { names: [p] } }
            guardrails: { NAME: SAYS }
            """
        let expected: [(String, String, Int32, String)] = [
            ("ssh", "{ environments: { prod: approve } }", 0, ""),
            (
                "ssh", "{ environments: { prod: enforce } }", 0,
                "c.conf:4:15: PAR-GRD-16 warning: ssh asks for 'enforce' in 'prod', and gets 'approve'"
            ),
            (
                "ssh",
                "{ environments: { prod: approve }, with: { ec2.restrict-ingress: { networks: [] } } }",
                2, "PAR-GRD-14 'ec2.restrict-ingress' of ssh proposes nothing"
            ),
            (
                "ssh", "{ with: { ec2.restrict-ingress: { network: [] } } }", 2,
                "c.conf:4:54: PAR-CFG-02 unknown key 'network'"
            ),
            (
                "ssh", "{ with: { ec2.revoke-ingress: {} } }", 2,
                "PAR-CFG-05 ssh does not use the action 'ec2.revoke-ingress'"
            ),
            (
                "shh", "{}", 2,
                "c.conf:4:15: PAR-CFG-05 there is no guardrail 'shh' | hint: did you mean 'ssh'?"
            ),
        ]
        for (name, says, status, text) in expected {
            let file = configuration.replacing("NAME", with: name).replacing("SAYS", with: says)
            try await Self.with(["g.yaml": guardrail, "c.conf": file]) { folder in
                let outcome = try await Self.check(
                    "\(folder)/c.conf",
                    guardrails: "\(folder)/g.yaml"
                )
                #expect(outcome.status == status, "\(says): \(outcome.error)")
                #expect(text.isEmpty ? outcome.error.isEmpty : outcome.error.contains(text))
            }
        }
    }

    // MARK: actions

    @Test func actionsSayWhatTheyTakeAndHowTheyAreUndone() async throws {
        let all = try JSON.parse(try await Self.parapet("actions", "--format", "json").output)
        let names = all.array?.compactMap { $0["action"]?.string } ?? []
        #expect(names == names.sorted() && names.count > 10)
        for action in all.array ?? [] {
            let texts = ["title", "for", "undo", "refuses"].map { action[$0]?.string ?? "" }
            #expect(texts.allSatisfy { !$0.isEmpty }, "\(action.text)")
            #expect(action["permissions"]?.array?.isEmpty == false)
        }
        let one = try await Self.parapet("actions", "s3.restrict-to-networks")
        for text in ["networks   list of text  required", "changes  s3:", "reads    s3:"] {
            #expect(one.output.contains(text), "\(one.output)")
        }
        let typo = try await Self.parapet("actions", "s3.restrict-to-network")
        #expect(typo.status == 2)
        #expect(typo.error.contains("PAR-ACT-01"))
        #expect(typo.error.contains("did you mean 's3.restrict-to-networks'?"))
    }

    // MARK: what a configuration names

    @Test func aConfigurationIsReadWithAllThatItNames() async throws {
        let files = [
            "good.yaml": """
            organization: {}
            roles: { audit: ParapetAudit, external-id: "hard-to-guess-1" }
            regions: [eu-west-1, us-west-2]
            environments: { prod: { tags: { environment: [prod, live] } } }
            baselines: { prod: base.yaml }
            inventory: { history: [s3.bucket] }
            """,
            "base.yaml": "roles: { Audit: { attached: [SecurityAudit] } }",
            "bad.yaml": """
            organization: {}
            roles: { external-id: change-me }
            regions: [us-est-1]
            inventory: { history: [s3.bukket] }
            """,
            "files.yaml": "organization: {}\nroles: {}\nbaselines: { default: gone.yaml }",
            "broken.yaml": "organization: {}\nroles: {}\nbaselines: { default: b.yaml }",
            "b.yaml": "rolls: {}",
            "doubtful.yaml": "organization: {}\nroles: { external-id: change-me }",
        ]
        try await Self.with(files) { folder in
            let good = try await Self.check("\(folder)/good.yaml")
            #expect(good.status == 0 && good.error.isEmpty, "\(good.error)")
            #expect(good.output == "\(folder)/good.yaml: checked\n")
            let bad = try await Self.check("\(folder)/bad.yaml")
            #expect(bad.status == 2 && bad.output.isEmpty)
            let lines = bad.error.split(separator: "\n").map(String.init)
            let hint = "| hint: did you mean"
            #expect(lines.contains { $0.hasSuffix("no region 'us-est-1' \(hint) 'us-east-1'?") })
            #expect(lines.contains { $0.hasPrefix("\(folder)/bad.yaml:4:24: PAR-CFG-05") })
            #expect(lines.contains { $0.contains("bad.yaml:2:23: PAR-CFG-12 warning:") })
            let files = try await Self.check("\(folder)/files.yaml")
            #expect(files.status == 2)
            #expect(files.error.contains("files.yaml:3:23: PAR-BAS-08 the baseline 'gone.yaml'"))
            let broken = try await Self.check("\(folder)/broken.yaml")
            #expect(broken.status == 2)
            #expect(broken.error.contains("b.yaml:1:1: PAR-BAS-02 unknown key 'rolls'"))
            let doubtful = try await Self.check("\(folder)/doubtful.yaml")
            #expect(doubtful.status == 0)
            #expect(doubtful.output.hasSuffix("doubtful.yaml: checked, 1 warning\n"))
            #expect(doubtful.error.contains("the external id is still 'change-me'"))
            let gone = try await Self.check("\(folder)/none.yaml")
            #expect(gone.status == 2 && gone.error.contains("PAR-CFG-08"))
        }
    }

    @Test func whatInitCannotWriteIsSaidInOneLine() async throws {
        let outcome = try await Self.parapet("init", "--output", "/nope/x")
        #expect(outcome.status == 1)
        #expect(
            outcome.error == "Error: PAR-CFG-09 /nope/x cannot be written | hint: name a file in a"
                + " folder that is there and that you may write to\n"
        )
    }

    // MARK: guardrails

    @Test func aStarterPassesItsCheckWithAWarning() async throws {
        for type in ["s3.bucket", "ec2.security-group", "aws.account", "iam.access-key"] {
            let starter = try await Self.parapet("guardrails", "new", type, "my-rule")
            #expect(starter.status == 0, "\(starter.error)")
            try await Self.with(["my-rule.yml": starter.output]) { folder in
                for path in [folder, "\(folder)/my-rule.yml"] {
                    let checked = try await Self.parapet("guardrails", "check", path)
                    #expect(checked.status == 0, "\(checked.error)")
                    #expect(checked.output == "1 guardrail: checked, all tests pass\n")
                    #expect(checked.error.contains("PAR-GRD-12 warning: the criterion is still"))
                }
            }
        }
        let unknown = try await Self.parapet("guardrails", "new", "s3.bukket", "my-rule")
        #expect(unknown.status == 2 && unknown.error.contains("did you mean 's3.bucket'?"))
        let taken = try await Self.parapet(
            "guardrails",
            "new",
            "s3.bucket",
            "s3-public-bucket",
            environment: ["PARAPET_GUARDRAILS": "\(Repository.folder)/ops/guardrails"]
        )
        #expect(
            taken.error.contains("is taken by") && taken.error.contains("s3-public-bucket.yaml")
        )
        let unnamed = try await Self.parapet("guardrails", "new", "s3.bucket", "My Rule")
        #expect(unnamed.status == 2 && unnamed.error.contains("'My Rule' is not a name"))
    }

    /// A guardrail's names are held to what this machine and Parapet itself know, wherever it lies.
    @Test func whatAGuardrailNamesIsThere() async throws {
        let starter = try await Self.parapet("guardrails", "new", "s3.bucket", "my-rule")
        let cases: [(key: String, status: Int32, said: String)] = [
            ("frameworks: { cis-5.0: \"5.3\" }", 0, ""),
            (
                "frameworks: { cis-5.0: \"5.33\" }", 2,
                "PAR-GRD-13 cis-5.0 has no control '5.33' | hint: did you mean '5.3'?"
            ),
            (
                "frameworks: { cis-9: \"5.3\" }", 2,
                "PAR-GRD-19 there is no framework 'cis-9' | hint: did you mean 'cis-5.0'?"
            ),
            (
                "frameworks: { acme: \"5.3\" }", 0,
                "PAR-GRD-12 warning: nothing is known of the framework 'acme'"
            ),
            ("filters: { accounts: [\"222222222222\"] }", 0, ""),
            (
                "filters: { accounts: [\"222222222223\"] }", 2,
                "PAR-GRD-18 my-rule: nobody has the account '222222222223'"
                    + " | hint: did you mean '222222222222'?"
            ),
        ]
        for (key, status, said) in cases {
            // The examples are of an account that the filter leaves in.
            let owner = "account: { id: \"222222222222\" }, resource:"
            let accounts = key.replacing("\"] }", with: "\", \"222222222222\"] }")
            let files = [
                "my-rule.yaml": starter.output.replacing("{ resource:", with: "{ \(owner)")
                    + accounts + "\n",
                "parapet.yaml": "accounts: [{ id: \"222222222222\" }]\nroles: { external-id: "
                    + "long-enough-to-pass }\n",
            ]
            try await Self.with(files) { folder in
                let checked = try await Self.parapet(
                    "guardrails",
                    "check",
                    "\(folder)/my-rule.yaml",
                    environment: ["PARAPET_CONFIG": "\(folder)/parapet.yaml"]
                )
                #expect(checked.status == status, "\(key): \(checked.error)")
                #expect(said.isEmpty || checked.error.contains(said), "\(checked.error)")
                for code in ["13", "16", "17"] where !said.contains(code) {
                    #expect(!checked.error.contains("PAR-GRD-\(code)"), "\(checked.error)")
                }
            }
        }
    }

    private static let collected = """
        [
          { "type": "s3.bucket", "id": "open", "account": "111122223333", "region": "eu-west-1",
            "arn": "arn:aws:s3:::open", "name": "open", "unread": {},
            "resource": { "acl": [{ "permission": "READ",
              "grantee": "http://acs.amazonaws.com/groups/global/AllUsers" }] } },
          { "type": "s3.bucket", "id": "dark", "account": "111122223333", "region": "eu-west-1",
            "arn": "arn:aws:s3:::dark", "name": "dark", "resource": { "acl": [] },
            "unread": { "policy": "s3:GetBucketPolicy: denied" } },
          { "type": "s3.bucket", "id": "fine", "account": "111122223333", "region": "eu-west-1",
            "arn": null, "name": null, "resource": { "acl": [] }, "unread": {} }
        ]
        """

    @Test func whatCollectPrintsIsJudged() async throws {
        let files = [
            "all.json": Self.collected, "empty.json": "[]",
            "p.yaml": "organization: {}\nenvironments: { prod: { names: ['*-prod'] } }",
        ]
        try await Self.with(files) { folder in
            let command = [
                "guardrails", "test", "s3-public-bucket", "--folder",
                "\(Repository.folder)/ops/guardrails", "--resource",
            ]
            let environment = ["PARAPET_CONFIG": "/nowhere"]
            let all = try await Program.run(
                command + ["\(folder)/all.json"],
                environment: environment
            )
            #expect(all.status == 3, "\(all.error)")
            #expect(all.output.contains("open:\nviolates\n"))
            #expect(all.output.contains("dark:\nunknown\n"))
            #expect(all.output.contains("fine:\npasses\n"))
            let line = "'\(Program.parapet)' \(command.joined(separator: " ")) - <"
            let piped = try Program(
                "/bin/sh",
                ["-c", "\(line) \(folder)/all.json"],
                environment: environment
            )
            #expect(await piped.wait() == 3)
            #expect(piped.output == all.output)
            let marsian = try await Program.run(
                command + ["\(folder)/all.json", "--region", "mars"],
                environment: environment
            )
            #expect(marsian.status == 2 && marsian.error.contains("there is no region 'mars'"))
            let misspelt = try await Program.run(
                command + ["\(folder)/all.json", "--environment", "prd"],
                environment: ["PARAPET_CONFIG": "\(folder)/p.yaml"]
            )
            #expect(misspelt.status == 2 && misspelt.error.contains("did you mean 'prod'?"))
            let empty = try await Program.run(
                command + ["\(folder)/empty.json"],
                environment: environment
            )
            #expect(empty.status == 2 && empty.error.contains("the list is empty"))
            let other = try await Program.run(
                ["guardrails", "test", "ssh-open-to-the-world"] + command[3...]
                    + ["\(folder)/all.json"],
                environment: environment
            )
            #expect(other.status == 2)
            #expect(
                other.error.contains("a s3.bucket is none of what is judged: ec2.security-group")
            )
        }
    }

    /// Who tries a guardrail of one environment need not say that the account is in it.
    @Test func aDocumentIsJudgedWhereTheGuardrailLooks() async throws {
        let group = #"{ "ingress": [{ "protocol": "all", "source": "10.0.0.0/8" }] }"#
        try await Self.with(["group.json": group]) { folder in
            let command = [
                "guardrails", "test", "sg-internal-all-ports", "--folder",
                "\(Repository.folder)/ops/guardrails", "--resource", "\(folder)/group.json",
            ]
            let environment = ["PARAPET_CONFIG": "/nowhere"]
            let judged = try await Program.run(command, environment: environment)
            #expect(judged.status == 3 && judged.output.hasPrefix("violates: all/all/10.0.0.0/8"))
            let other = try await Program.run(
                command + ["--environment", "dev"],
                environment: environment
            )
            #expect(other.status == 0 && other.output.hasPrefix("not judged"))
        }
    }

    // MARK: catalogue

    @Test func partsAndWhatAllTypesHaveAreShown() async throws {
        let rule = try await Self.parapet("catalogue", "ec2.ingress-rule")
        #expect(rule.status == 0, "\(rule.error)")
        #expect(rule.output.contains("of ec2.security-group: each: { rule: resource.ingress }"))
        #expect(rule.output.contains("rule.allows(string, int)"))
        #expect(rule.output.contains("has(rule.x)"))
        let json = try await Self.parapet("catalogue", "ec2.ingress-rule", "--format", "json")
        let part = try JSON.parse(json.output)
        #expect(part["part"] == "ec2.ingress-rule")
        #expect(part["of"]?.array?.first == ["type": "ec2.security-group", "field": "ingress"])
        let methods = part["methods"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(methods.contains("allows") && methods.contains("from"))
        let bucket = try await Self.parapet("catalogue", "s3.bucket")
        for field in ["id", "arn", "name", "region", "account", "tags", "aws"] {
            #expect(bucket.output.contains("\n\(field) "), "\(field)")
        }
        #expect(bucket.output.contains("resource.tag('key') == ''"))
        #expect(bucket.output.contains("resource.tag(string)"))
        let type = try JSON.parse(
            try await Self.parapet("catalogue", "s3.bucket", "--format", "json").output
        )
        #expect(type["general"]?.array?.count == 7)
        #expect(type["parts"]?.texts.contains("s3.grant") == true)
        let misspelt = try await Self.parapet("catalogue", "ec2.ingres-rule")
        #expect(misspelt.status == 2)
        #expect(misspelt.error.contains("did you mean 'ec2.ingress-rule'?"))
    }

    // MARK: eval

    @Test(arguments: [
        (["-5 / 2"], "-2"), (["1 + 1"], "2"),
        (["now - days(90)", "--now", "2026-04-01T00:00:00Z"], "timestamp('2026-01-01T00:00:00Z')"),
        (["now", "--bind", "now=1"], "1"),
        (["x + 1", "--bind", "x=9223372036854775806"], "9223372036854775807"),
    ])
    func aConditionIsEvaluated(arguments: [String], value: String) async throws {
        let outcome = try await Program.run(["eval"] + arguments, environment: [:])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output == value + "\n")
    }

    @Test(arguments: [
        (
            ["x", "--bind", "x=9223372036854775808"],
            "--bind x: an integer beyond 64 bits cannot be held exactly, at column 1 of"
                + " '9223372036854775808'"
        ),
        (["x", "--bind", "x=prod"], "a text goes in double quotes"),
        (["x", "--bind", "x"], "--bind wants name=JSON, found 'x'"),
        (["1", "2"], "one expression is evaluated, found '1' and '2': put it in quotes"),
        (["1", "--bnid", "x=1"], "unknown option '--bnid'"),
        ([], "give an expression, or --batch"),
        (["1", "--type", "s3.bucket"], "--type and --resource go together"),
        (["now", "--now", "today"], "--now wants a time such as 2026-01-03T10:00:00Z"),
    ])
    func whatIsNoConditionIsSaidClearly(arguments: [String], word: String) async throws {
        let outcome = try await Program.run(["eval"] + arguments, environment: [:])
        #expect(outcome.status == 2)
        #expect(outcome.error.contains(word), "\(outcome.error)")
    }

    @Test func aConditionIsTriedOnAResource() async throws {
        let bucket = """
            { "tags": { "owner": "ada" }, "acl": [{ "permission": "READ",
              "grantee": "http://acs.amazonaws.com/groups/global/AllUsers" }] }
            """
        let files = ["bucket.json": bucket, "all.json": Self.collected]
        try await Self.with(files) { folder in
            func eval(_ expression: String, _ file: String) async throws -> Program.Outcome {
                try await Self.parapet(
                    "eval",
                    expression,
                    "--type",
                    "s3.bucket",
                    "--resource",
                    "\(folder)/\(file)"
                )
            }
            #expect(try await eval("resource.public", "bucket.json").output == "true\n")
            let both = "resource.tag('owner') == 'ada' && account.id != '' && now > now - days(1)"
            #expect(try await eval(both, "bucket.json").output == "true\n")
            let misspelt = try await eval("resource.pubic", "bucket.json")
            #expect(misspelt.status == 2 && misspelt.error.contains("public"))
            let many = try await eval("resource.public", "all.json")
            #expect(many.status == 2 && many.error.contains("3 resources"))
        }
    }
}
