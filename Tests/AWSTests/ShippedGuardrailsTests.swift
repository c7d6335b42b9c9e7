import Foundation
import Guardrails
import Testing

@testable import AWS

/// The guardrails under `ops/guardrails` load, and their own tests pass.
struct ShippedGuardrailsTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../ops/guardrails").standardizedFileURL

    static func files() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") }
            .map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
    }

    @Test func load() throws {
        let guardrails = try Guardrail.load(files: try Self.files(), catalogue: .aws)
        #expect(
            guardrails.map(\.name) == [
                "account-baseline", "ec2-instance-power-user-role", "iam-api-without-mfa",
                "iam-console-user-without-mfa", "iam-unused-access-key", "monitoring-configured",
                "s3-public-bucket", "sg-ingress-added", "sg-internal-all-ports",
                "ssh-open-to-the-world", "vpc-peering-foreign-account",
                "vpc-peering-security-group",
            ]
        )
    }

    @Test func knowWhatTheyMustRead() throws {
        let guardrails = try Guardrail.load(files: try Self.files(), catalogue: .aws)
        let attributes = Dictionary(
            uniqueKeysWithValues: guardrails.map { ($0.name, $0.attributes.sorted()) }
        )
        #expect(
            attributes == [
                "account-baseline": [],
                "ec2-instance-power-user-role": [],
                "iam-api-without-mfa": ["login_profile", "policies"],
                "iam-console-user-without-mfa": ["login_profile", "mfa"],
                "iam-unused-access-key": ["last_used"],
                "monitoring-configured": [],
                "s3-public-bucket": [
                    "access_block", "access_points", "account_access_block", "acl", "policy",
                    "policy_status", "tags",
                ],
                "sg-ingress-added": ["prefix_lists"],
                "sg-internal-all-ports": ["prefix_lists", "vpc"],
                "ssh-open-to-the-world": ["prefix_lists"],
                "vpc-peering-foreign-account": [],
                "vpc-peering-security-group": ["prefix_lists"],
            ]
        )
    }

    /// Each has its safe action, but those of which nothing could be put back; none goes further than
    /// to ask, whatever the environment.
    @Test func theyWouldActAndOnlyObserve() throws {
        let guardrails = try Guardrail.load(files: try Self.files(), catalogue: .aws)
        let silent = guardrails.filter { $0.allActions.allSatisfy { $0.action == nil } }
        #expect(
            silent.map(\.name) == [
                "iam-console-user-without-mfa", "vpc-peering-foreign-account",
            ]
        )
        let names = ["dev", "prod", "staging", nil]
        let modes = Set(guardrails.flatMap { guardrail in names.map(guardrail.mode(in:)) })
        #expect(modes.isDisjoint(with: [.enforce]))
        #expect(guardrails.allSatisfy { $0.mode(in: nil) == .observe })
    }

    /// For every type `parapet guardrails new` prints one that loads, and says what to replace.
    @Test func aStarterLoadsForEveryType() throws {
        for type in Catalogue.aws.types {
            let guardrail = try Guardrail.load(
                yaml: try GuardrailStarter.yaml(type, name: "my-own"),
                file: "my-own.yaml",
                catalogue: .aws
            )
            #expect(guardrail.warnings.count == 1, "\(type.name)")
        }
    }

    /// What is said of controls is no more than what is checked: where less is, it says so.
    @Test func controlsAreServedAsFarAsIsSaid() throws {
        let versions = try ["cis-3.0", "cis-5.0"].map { name in
            let file = Self.folder.appending(path: "frameworks/\(name).yaml")
            return try Framework(
                yaml: try String(contentsOf: file, encoding: .utf8),
                file: "\(name).yaml"
            )
        }
        #expect(versions.map(\.controls.count) == [62, 63])
        // The program knows them wherever a guardrail lies: each file has its lines in frameworks.c.
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.folder.appending(path: "frameworks").path
        )
        #expect(files.sorted() == versions.map { "\($0.name).yaml" })
        #expect(Catalogue.aws.frameworks == versions)
        #expect(versions.flatMap { $0.problems(in: versions) } == [])
        let guardrails = try Guardrail.load(files: try Self.files(), catalogue: .aws)
        #expect(guardrails.flatMap { $0.problems(in: versions) } == [])
        let controls = guardrails.flatMap { guardrail in
            guardrail.controls + versions.flatMap { $0.controls(like: guardrail.controls) }
        }
        let whole = controls.filter { $0.framework == "cis-5.0" && $0.partly == nil }
        #expect(Set(whole.map(\.control)) == Set((1...15).map { "4.\($0)" } + ["1.9"]))
        #expect(
            whole.allSatisfy { $0.control == "1.9" || $0.part?.hasPrefix("alarm/") == true }
        )
        let partly = controls.filter { $0.framework == "cis-5.0" && $0.partly != nil }
        #expect(
            Set(partly.map(\.control)) == [
                "1.11", "2.1.4", "3.1", "3.2", "3.3", "4.16", "5.3", "5.4",
            ]
        )
        // Of the older version, by its own numbers.
        let old = controls.filter { $0.framework == "cis-3.0" }
        #expect(old.contains { $0.control == "1.10" && $0.partly == nil })
        #expect(old.contains { $0.control == "4.15" && $0.partly == nil })
    }

    /// What editors complete by: written by `parapet guardrails schema > ops/guardrails/schema.json`.
    @Test func theSchemaIsTheOneThatIsShipped() throws {
        let shipped = try String(
            contentsOf: Self.folder.appending(path: "schema.json"),
            encoding: .utf8
        )
        #expect(GuardrailSchema.json(.aws).prettyText + "\n" == shipped)
    }

    /// Whoever reads an explanation learns every call, permission and part.
    @Test func explanationsNameWhatIsReadAndWhy() throws {
        for guardrail in try Guardrail.load(files: try Self.files(), catalogue: .aws) {
            let text = guardrail.explanation(under: nil, hearsEvents: false)
            // What nobody hears does not judge it.
            let waits = guardrail.triggers.contains { if case .event = $0 { true } else { false } }
            let said =
                "until there is one, "
                + (guardrail.isSwept
                    ? "its clock and sweeps alone judge it." : "nothing judges it.")
            #expect(text.contains(said) == waits, "\(guardrail.name)")
            #expect(
                !guardrail.explanation(under: nil, hearsEvents: true).contains("until there is one")
            )
            for permission in guardrail.permissions { #expect(text.contains(permission)) }
            #expect(text.contains(guardrail.education) && text.contains(guardrail.title))
            if case .parts(let parts) = guardrail.criteria {
                for part in parts { #expect(text.contains("\(part.key): \(part.text)")) }
            } else {
                for program in guardrail.criteria.programs {
                    #expect(text.contains(program.source))
                }
            }
        }
    }

    /// A mistake in a file: what people are told, and where.
    @Test(arguments: [
        (
            "severity: high", "severity: hihg",
            "3:11: PAR-GRD-05 'hihg' is none of info, low, "
                + "medium, high, critical | hint: did you mean 'high'?"
        ),
        ("triggers:", "trigers:", "PAR-GRD-02 unknown key 'trigers'"),
        (
            "resource: ec2.security-group", "resource: ec2.securitygroup",
            "PAR-GRD-05 unknown resource type 'ec2.securitygroup'"
        ),
        ("rule.world('tcp', 22)", "rule.wrld('tcp', 22)", "did you mean 'world'"),
        ("rule.world('tcp', 22)", "rule.world('tcp', '22')", "PAR-GRD-05"),
        (
            "{ rule: resource.ingress }", "{ rule: resource.outgress }",
            "hint: there is resource.ingress, resource.egress"
        ),
        ("protocol: udp", "protokol: udp", "hint: did you mean 'protocol'?"),
        (
            "source: 203.0.113.0/24", "source: 0.0.0.0/0",
            "test failed: expected passes, found violates: tcp 22 from 0.0.0.0/0"
        ),
        ("rule.world('tcp', 22)", "true || rule.allows('tcp', 22)", "the criteria are constant"),
    ])
    func refusesMistakes(text: String, mistake: String, expected: String) throws {
        let files = try Self.files()
        let file = try #require(files.first { $0.name == "ssh-open-to-the-world.yaml" })
        let broken = file.text.replacing(text, with: mistake)
        try #require(broken != file.text)
        let problems = try #require(throws: Problems.self) {
            try Guardrail.load(yaml: broken, file: file.name, catalogue: .aws)
        }
        #expect(problems.description.contains(expected), "\(problems)")
    }
}
