import Document
import Guardrails
import Testing

@testable import AWS

/// What may be asked of a resource and its parts is explained, and its example is tried.
struct MeaningTests {
    /// A fact or method with documents of which its example says yes and no.
    private struct Tried: Sendable {
        let yes, no: String
        var related = ""
        var types: KeyValuePairs<String, String> = [:]
    }

    private static let rule = "kind: network, protocol: tcp, from: 22, to: 22"

    private static func rules(_ peer: String) -> [String: Tried] {
        let is22 = { (cidr: String) in "{ \(rule), \(peer): \(cidr) }" }
        return [
            "allows": Tried(yes: is22("10.0.0.0/8"), no: "{ protocol: udp }"),
            "from": Tried(yes: is22("0.0.0.0/0"), no: is22("10.0.0.0/8")),
            "internet": Tried(yes: is22("16.0.0.0/6"), no: is22("16.0.0.0/8")),
            "world": Tried(yes: is22("0.0.0.0/1"), no: is22("10.0.0.0/8")),
            "every_port": Tried(
                yes: "{ kind: network, protocol: all, \(peer): 10.0.0.0/8 }",
                no: is22("10.0.0.0/8")
            ),
            "private": Tried(yes: is22("10.0.0.0/8"), no: is22("8.8.8.8/32")),
            "within": Tried(yes: is22("10.1.0.0/16"), no: is22("192.168.0.0/16")),
            "meets": Tried(yes: is22("172.16.0.0/12"), no: is22("192.168.0.0/16")),
            "origin": Tried(yes: is22("8.8.8.8/32"), no: is22("203.0.113.7/32")),
        ]
    }

    private static let tried: [String: Tried] = {
        var tried = all
        for (element, peer) in [
            ("ec2.ingress-rule", "source"), ("ec2.egress-rule", "destination"),
        ] {
            for (name, cases) in rules(peer) { tried["\(element) \(name)"] = cases }
        }
        for type in Catalogue.aws.types
        where type.facts.contains(where: { $0.name == "statements" }) {
            tried["\(type.name) statements"] = Tried(
                yes: policy("Allow", of: type),
                no: policy("Deny", of: type)
            )
        }
        for type in [
            "s3.bucket", "sns.topic", "sqs.queue", "kms.key", "ecr.repository", "efs.file-system",
            "secretsmanager.secret", "lambda.function", "iam.role",
        ] {
            let field = type == "iam.role" ? "trust" : "policy"
            tried["\(type) external"] = statement(field, who: "{ AWS: '444455556666' }")
            if tried["\(type) public"] == nil {
                tried["\(type) public"] = statement(field, who: "'*'")
            }
        }
        return tried
    }()

    /// Where a type has its policy.
    private static func policy(_ effect: String, of type: ResourceType) -> String {
        let policy = "{ Statement: [{ Effect: \(effect), Action: '*', Resource: '*' }] }"
        let field = type.fields.first { ["policy", "trust"].contains($0.name) }
        return field.map { "{ \($0.name): \(policy) }" }
            ?? "{ versions: [{ IsDefaultVersion: true, Document: \(policy) }] }"
    }

    private static let all: [String: Tried] = [
        "iam.access-key unused_since": Tried(
            yes: "{ status: Active, last_used: 2020-01-01T00:00:00Z }",
            no: "{ last_used: 2026-01-01T00:00:00Z }"
        ),
        "policy.statement allows": Tried(
            yes: "{ effect: Allow, actions: ['s3:Put*'], resources: ['*'] }",
            no: "{ effect: Allow, not_actions: ['s3:*'], resources: ['*'] }"
        ),
        "policy.statement public": Tried(
            yes: "{ effect: Allow, principals: ['*'], actions: ['sns:Publish'], resources: ['*'] }",
            no: "{ effect: Allow, principals: ['111122223333'], actions: ['sns:Publish'], "
                + "resources: ['*'] }"
        ),
        "s3.bucket public": Tried(yes: "{ public: true }", no: "{ public: false }"),
        "iam.user privilege": privilege, "iam.role privilege": privilege,
        "iam.group privilege": privilege, "iam.user escalations": privilege,
        "iam.role escalations": privilege, "iam.group escalations": privilege,
        "iam.user api_needs_mfa": Tried(
            yes: everything,
            no: "{ policies: [{ name: p, kind: inline, document: { Statement: [{ Effect: Allow, "
                + "Action: '*', Resource: '*', Condition: "
                + "{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }] } }] }"
        ),
        "ec2.vpc-peering peer_account": Tried(
            yes: "{ requester: '111122223333', accepter: '444455556666' }",
            no: "{ requester: '111122223333', accepter: '111122223333' }"
        ),
        "ec2.vpc-peering own_vpcs": Tried(yes: end("111122223333"), no: end("444455556666")),
        "ec2.vpc-peering peer_networks": Tried(yes: end("444455556666"), no: end("111122223333")),
        "ec2.vpc-peering is_live": Tried(yes: "{ status: active }", no: "{ status: deleted }"),
        "cloudtrail.trail management_events": Tried(
            yes:
                "{ event_selectors: [{ ReadWriteType: ReadOnly, IncludeManagementEvents: true }] }",
            no: "{ event_selectors: [] }"
        ),
        "cloudtrail.trail management_reads": Tried(
            yes: "{ event_selectors: [{ ReadWriteType: WriteOnly }] }",
            no: "{ event_selectors: [] }"
        ),
        "cloudtrail.trail management_writes": Tried(
            yes: "{ event_selectors: [{ ReadWriteType: ReadOnly }] }",
            no: "{ event_selectors: [] }"
        ),
        "cloudtrail.trail excluded_sources": Tried(
            yes: "{ event_selectors: [{ ExcludeManagementEventSources: [kms.amazonaws.com] }] }",
            no: "{ event_selectors: [] }"
        ),
        "cloudtrail.trail delivers": Tried(
            yes: "{ logging: true, delivery_error: NoSuchBucket }",
            no: "{ logging: true }"
        ),
        "cloudtrail.trail delivers_logs": Tried(
            yes: "{ logging: true, log_delivery_error: AccessDenied }",
            no: "{ logging: true }"
        ),
        "config.recorder works": Tried(
            yes: "{ recording: true, last_status: FAILURE }",
            no: "{ recording: true, last_status: SUCCESS }"
        ),
        "config.recorder all_types": Tried(
            yes: "{ all_supported: false }",
            no: "{ all_supported: true }"
        ),
        "config.recorder iam_types": Tried(
            yes: "{ global_types: false }",
            no: "{ global_types: true }"
        ),
        "cloudtrail.trail alarms": Tried(
            yes: "{ log_group: 'arn:aws:logs:us-east-1:111122223333:log-group:trail:*' }",
            no: "{ name: without-a-group }",
            related:
                "filters: [{ log_group: trail, pattern: '{ $.errorCode = \"AccessDenied*\" }', "
                + "metrics: [m], namespaces: [n] }], alarms: [{ metric: m, namespace: n, "
                + "enabled: true, actions: [t] }], "
                + "subscriptions: [{ topic: t, arn_or_state: 'arn:aws:sns:x' }], composites: []",
            types: [
                "filters": "logs.metric-filter", "alarms": "cloudwatch.alarm",
                "subscriptions": "sns.subscription", "composites": "cloudwatch.composite-alarm",
            ]
        ),
        "account.baseline-item drift": Tried(
            yes: "{ kind: role, name: Missing }",
            no: "{ kind: role, name: Audit }",
            related: "roles: [{ name: Audit, policies: [] }]",
            types: ["roles": "iam.role", "policies": "iam.policy"]
        ),
    ]

    private static let everything =
        "{ policies: [{ name: p, kind: inline, document: "
        + "{ Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] } }] }"

    private static let privilege = Tried(yes: everything, no: "{ policies: [] }")

    private static func statement(_ field: String, who: String) -> Tried {
        func document(_ who: String) -> String {
            "{ \(field): { Statement: [{ Effect: Allow, Action: '*', Principal: \(who) }] } }"
        }
        return Tried(yes: document(who), no: document("{ AWS: '111122223333' }"))
    }

    private static func end(_ owner: String) -> String {
        "{ aws: { RequesterVpcInfo: { OwnerId: '\(owner)', VpcId: vpc-1, CidrBlock: 10.0.0.0/8 } } }"
    }

    @Test func everythingThatMayBeAskedIsExplainedAndTried() throws {
        var names: Set<String> = []
        for type in Catalogue.aws.types {
            for element in type.elements {
                #expect(!element.meaning.isEmpty && !element.example.isEmpty, "\(element.name)")
            }
            for fact in type.facts {
                names.insert("\(type.name) \(fact.name)")
                #expect(!fact.meaning.isEmpty, "\(fact.name)")
                try expect(fact.example, "\(type.name) \(fact.name)", of: type)
            }
            for function in type.functions {
                guard case .object(let receiver)? = function.receiver else {
                    Issue.record("\(function.name) belongs to nothing")
                    continue
                }
                names.insert("\(receiver) \(function.name)")
                #expect(!function.meaning.isEmpty, "\(function.name)")
                try expect(function.example, "\(receiver) \(function.name)", of: type, receiver)
            }
        }
        #expect(Set(Self.tried.keys).subtracting(names).isEmpty)
    }

    /// As a guardrail whose criterion is the example, with the two documents as its tests.
    private func expect(
        _ example: String,
        _ name: String,
        of type: ResourceType,
        _ receiver: String? = nil
    ) throws {
        let cases = try #require(Self.tried[name], "say in MeaningTests what \(name) answers")
        #expect(example.contains(name.split(separator: " ")[1]), "\(name)")
        let element = type.elements.first { $0.name == receiver }
        let field = element.flatMap { element in
            type.partLists.first { $0.element.name == element.name }?.name
        }
        var lines = ["guardrail: example", "title: t", "severity: low", "education: |", "  e"]
        lines += ["resource: \(type.name)", "triggers: [{ every: 1d }]"]
        if !cases.types.isEmpty { lines.append("related:") }
        for (name, type) in cases.types {
            let reads = type == "iam.role" ? ", reads: [policies]" : ""
            lines.append("  \(name): { resource: \(type)\(reads) }")
        }
        if let element, field != nil { lines.append(element.example) }
        lines += ["criteria: |", "  \(example)", "tests:"]
        for (word, document) in [("violates", cases.yes), ("passes", cases.no)] {
            var resource = document
            if let field {
                let networks =
                    type.name == "ec2.security-group" ? ", vpc_networks: [172.31.0.0/16]" : ""
                resource = "{ \(field): [\(document)]\(networks) }"
            }
            lines.append("  - \(word):")
            lines.append("      resource: \(resource)")
            lines.append("      now: 2026-01-02T00:00:00Z")
            if !cases.related.isEmpty { lines.append("      related: { \(cases.related) }") }
        }
        #expect(throws: Never.self, "\(name)\n\(lines.joined(separator: "\n"))") {
            _ = try Guardrail.load(
                files: [(name: "example.yaml", text: lines.joined(separator: "\n") + "\n")],
                catalogue: .aws
            )
        }
    }
}
