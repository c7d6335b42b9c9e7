import Document
import Foundation
import Rehearsal
import Testing

@testable import parapet

extension SweepSuite {
    /// What `parapet policy` answers of the inventory that a sweep left.
    struct PolicyCommandTests {
        private static let account = "200000000013"
        private static let user = "arn:aws:iam::\(account):user/asker"

        private static let plant = """
            iam = client("iam", "\(account)")
            read = ('{"Version": "2012-10-17", "Statement": {"Sid": "R%20ead", "Effect": "Allow",'
                + '"Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop-prod-assets/*"}}')
            iam.create_user(UserName="asker")
            iam.put_user_policy(UserName="asker", PolicyName="read", PolicyDocument=read)
            iam.create_policy(PolicyName="asked", PolicyDocument=read)
            iam.create_role(RoleName="asked", AssumeRolePolicyDocument=
                '{"Version": "2012-10-17", "Statement": {"Sid": "Trust", "Effect": "Allow",'
                + '"Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}}')

            """

        private func ask(_ scene: Scene, _ arguments: String...) async throws -> JSON {
            let outcome = try await Program.run(
                ["policy", "ask"] + arguments,
                environment: scene.environment
            )
            #expect(outcome.status == 0, "\(outcome.error)")
            return (try? JSON.parse(outcome.output)) ?? .null
        }

        @Test func asksTheInventory() async throws {
            let guardrails =
                Scene.planted + ["ec2-instance-power-user-role", "iam-api-without-mfa"]
            try await Scene.with(guardrails: guardrails) { scene in
                try await scene.standIn.plant(Self.plant)
                _ = try await scene.sweep()
                for website in ["shop-prod-website", "arn:aws:s3:::shop-prod-website/index.html"] {
                    let read = ["--action", "s3:GetObject", "--resource"]
                    let open = try await ask(scene, read[0], read[1], read[2], website)
                    #expect(open["answer"] == "yes" && open["witness"]?["principal"] == "anonymous")
                    try await expectProven(open, scene)
                }
                let other = try await ask(
                    scene,
                    "--action",
                    "sts:AssumeRole",
                    "--resource",
                    "arn:aws:iam::\(Self.account):role/asked"
                )
                let who = other["witness"]?["principal"]?.string
                #expect(who?.hasPrefix("arn:aws:iam::444455556666:") == true)
                for (action, answer) in [("s3:GetObject", "yes"), ("s3:PutObject", "no")] {
                    let own = try await ask(
                        scene,
                        "--action",
                        action,
                        "--resource",
                        "shop-prod-assets",
                        "--principal",
                        Self.user
                    )
                    #expect(own["answer"]?.string == answer, "\(own)")
                    let unsaid = try await ask(
                        scene,
                        "--action",
                        action,
                        "--resource",
                        "shop-prod-assets",
                        "--by",
                        Self.user
                    )
                    #expect(unsaid["answer"] == "unknown" && unsaid["witness"] == .null)
                }
                try await expectRefused(scene)
                try await expectUnreadIsUnknown(scene)
            }
        }

        /// What a witness says is allowed, evaluated by itself.
        private func expectProven(_ answer: JSON, _ scene: Scene) async throws {
            let policy: JSON = [
                "Statement": [
                    "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::shop-prod-website/*",
                ]
            ]
            let file = try scene.write(
                "witness.json",
                ["policies": ["resource": policy], "request": answer["witness"] ?? .null]
            )
            let outcome = try await scene.parapet("policy", "evaluate", "--input", file)
            #expect(try JSON.parse(outcome.output)["decision"] == "allowed", "\(outcome.error)")
        }

        private func expectRefused(_ scene: Scene) async throws {
            let unknown = try await scene.parapet(
                "policy",
                "ask",
                "--action",
                "s3:GetObject",
                "--resource",
                "no-such-bucket"
            )
            #expect(unknown.status == 2 && unknown.error.contains("PAR-POL-06"))
            for name in ["shop-prod-asets", "arn:aws:s3:::shop-prod-asets/key"] {
                let typo = try await scene.parapet(
                    "policy",
                    "ask",
                    "--action",
                    "s3:GetObject",
                    "--resource",
                    name
                )
                #expect(typo.status == 2 && typo.error.contains("PAR-POL-06"))
                let meant = name.prefix { $0 != "/" }.replacing("asets", with: "assets")
                #expect(typo.error.contains("did you mean '\(meant)'?"), "\(typo.error)")
            }
        }

        private func expectUnreadIsUnknown(_ scene: Scene) async throws {
            try await scene.standIn.set(
                rules: [["effect": "deny", "service": "s3", "operation": "GetBucketPolicy"]]
            )
            _ = try await scene.sweep()
            let unread = try await ask(
                scene,
                "--action",
                "s3:GetObject",
                "--resource",
                "shop-prod-website"
            )
            #expect(unread["answer"] == "unknown")
            #expect(unread["because"]?.string?.contains("s3:GetBucketPolicy") == true)
        }

        /// As IAM gives them they are percent-encoded.
        @Test(arguments: [
            ("iam.user", "asker", "UserPolicyList", "PolicyDocument", "inline_policies"),
            (
                "iam.policy", "arn:aws:iam::200000000013:policy/asked", "PolicyVersionList",
                "Document", "versions"
            ),
        ]) func policiesOfIAMAreDocuments(
            type: String,
            id: String,
            list: String,
            member: String,
            field: String
        ) async throws {
            try await Scene.with { scene in
                try await scene.standIn.plant(Self.plant)
                for one in [true, false] {
                    let arguments =
                        ["collect", type, "--account", Self.account, "--format", "json"]
                        + (one ? ["--id", id] : [])
                    let outcome = try await Program.run(arguments, environment: scene.environment)
                    let found = try #require(
                        JSON.parse(outcome.output).array?.first { $0["id"]?.string == id },
                        "\(outcome.output) \(outcome.error)"
                    )
                    let document = found["resource"]
                    for place in [document?["aws"]?[list], document?[field]] {
                        let document = place?.array?.first?[member]
                        #expect(document?["Statement"]?["Sid"] == "R%20ead", "\(found)")
                    }
                }
            }
        }
    }
}

/// What is wrong with a file is told with its code, its place, and what to write.
@Suite struct PolicyInputTests {
    struct Mistake: Sendable {
        let text: String
        let said: String

        init(_ text: String, _ said: String) {
            self.text = text
            self.said = said
        }
    }

    @Test(arguments: [
        Mistake("x", "f:1:1: PAR-POL-01"), Mistake("{\n \"policies\": [}", "f:2:15: PAR-POL-01"),
        Mistake("[]", "f:1:1: PAR-POL-03"), Mistake("{}", "f:1:1: PAR-POL-04 the key 'request'"),
        Mistake(#"{"polices": {}}"#, "f:1:13: PAR-POL-02 polices: there is no key 'polices' |"),
        Mistake(#"{"policies": {"identiy": {}}}"#, "did you mean 'identity'?"),
        Mistake(#"{"policies": {"boundary": [{}]}}"#, "f:1:27: PAR-POL-03 policies.boundary"),
        Mistake(#"{"policies": {"service-control": {}}}"#, "PAR-POL-03 policies.service-control"),
        Mistake(#"{"request": {}}"#, "f:1:13: PAR-POL-04 request: the key 'principal'"),
        Mistake(
            "{\"request\":\n{\"principal\": \"bob\"}}",
            "f:2:15: PAR-POL-05 request.principal: 'bob' is no principal |"
        ),
        Mistake(
            #"{"request": {"principal": "anonymous", "action": "GetObject"}}"#,
            "write SERVICE:GetObject"
        ),
        Mistake(
            #"{"request": {"principal": "anonymous", "action": "s3:Get*"}}"#,
            "a request has one"
        ),
        Mistake(
            #"{"request": {"principal": "anonymous", "action": "s3:x"}}"#,
            "PAR-POL-04 request: the key 'resource'"
        ),
        Mistake(
            #"{"request": {"principal": "anonymous", "action": "s3:x", "resource": "*", "#
                + #""keys": {"a": {}}}}"#,
            "PAR-POL-03 request.keys.a"
        ),
        Mistake(
            #"{"request": {"principal": "anonymous", "action": "s3:x", "resource": "*", "#
                + #""keys": {"a:b": 1, "A:B": 2}}}"#,
            "PAR-POL-05 request.keys.A:B"
        ),
    ]) func mistakesAreTold(mistake: Mistake) throws {
        let problems = #expect(throws: (any Error).self) {
            let input = try PolicyInput(mistake.text, file: "f")
            _ = try input.principal(required: true)
            _ = try input.inquiry(action: nil, resource: nil, asPattern: false)
        }
        let said = problems.map { "\($0)" } ?? ""
        #expect(said.contains(mistake.said) && said.contains(" | hint: "), "\(said)")
    }

    /// A policy may be given as the text that AWS gives it as; keys in any case, one or several.
    @Test func whatPeopleWriteIsRead() throws {
        let input = try PolicyInput(
            #"""
            {"policies": {"identity": "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
              "service-control": [{"Statement": []}, [{"Statement": []}]], "session": null},
             "request": {"principal": "111122223333", "action": "s3:x", "resource": "*",
              "keys": {"AWS:SourceIp": "1.2.3.4", "aws:TagKeys": ["a", "b"], "aws:SecureTransport": true,
                "aws:username": null}}}
            """#,
            file: "f"
        )
        let inquiry = try input.inquiry(action: nil, resource: nil, asPattern: false)
        #expect(
            inquiry.keys == [
                "aws:sourceip": ["1.2.3.4"], "aws:tagkeys": ["a", "b"],
                "aws:securetransport": ["true"], "aws:username": [],
            ]
        )
        #expect(inquiry.hasIdentity && inquiry.policies.identity.count == 1)
        #expect(inquiry.policies.serviceControl.map(\.count) == [1, 1])
        #expect(inquiry.policies.session == nil && inquiry.policies.anyDoubt == nil)
    }
}
