import Document
import Guardrails
import Testing

@testable import AWS

/// Which guardrails hear an event, what they read for it, and what they judge after it.
struct EventIndexTests {
    private static func guardrail(_ name: String, _ triggers: String) throws -> Guardrail {
        try Guardrail.load(
            yaml: """
                guardrail: \(name)
                title: t
                severity: low
                education: because
                resource: ec2.security-group
                each: { rule: resource.ingress }
                criteria: rule.source == '0.0.0.0/0'
                triggers: \(triggers)
                tests:
                  - violates: { resource: { ingress: [{ source: 0.0.0.0/0 }] } }
                  - passes: { resource: { ingress: [{ source: 10.0.0.0/8 }] } }
                """,
            file: "\(name).yaml",
            catalogue: .aws,
            running: false
        )
    }

    private static let authorized = "ec2:AuthorizeSecurityGroupIngress"
    private static let modified = "ec2:ModifySecurityGroupRules"

    @Test func thoseThatNameItAndThoseOnChangeInTheOrderOfTheBook() throws {
        let index = EventIndex([
            try Self.guardrail("swept", "[{ every: 1d }]"),
            try Self.guardrail("changed", "[{ on: change }]"),
            try Self.guardrail("added", "[{ event: \(Self.authorized) }]"),
            try Self.guardrail(
                "both",
                "[{ event: \(Self.authorized) }, { event: \(Self.modified) }, { on: change }]"
            ),
        ])
        let names = { (event: String, types: [String]) in
            index.hearing(event, of: types).map { $0.guardrails.map(\.name) }
        }
        let type = "ec2.security-group"
        #expect(names(Self.authorized, [type, type]) == [["changed", "added", "both"]])
        #expect(names(Self.modified, [type]) == [["changed", "both"]])
        #expect(names("ec2:CreateTags", [type, "ec2.instance"]) == [["changed", "both"]])
        #expect(names(Self.authorized, ["ec2.instance"]) == [])
    }

    /// Rules are known by their ids where an event tells no more: asked for after such an event only.
    @Test func whatTellsWhatWasAddedIsReadAfterItsEventAlone() throws {
        let guardrail = try Self.guardrail("a", "[{ event: \(Self.modified) }, { on: change }]")
        let index = EventIndex([guardrail])
        let attributes = { (event: String) in
            index.hearing(event, of: ["ec2.security-group"]).map(\.attributes)
        }
        #expect(attributes(Self.modified) == [["prefix_lists", "rule_ids"]])
        #expect(attributes("ec2:CreateTags") == [["prefix_lists"]])
        #expect(guardrail.attributes == ["prefix_lists"])
    }

    private static func group(ids: JSON? = nil) -> Resource {
        var document: Object = [
            "ingress": [
                ["protocol": "tcp", "from": 22, "to": 22, "source": "0.0.0.0/0"],
                ["protocol": "tcp", "from": 80, "to": 80, "source": "0.0.0.0/0"],
            ]
        ]
        document["rule_ids"] = ids
        return Resource(
            name: ResourceName(
                type: "ec2.security-group",
                account: "111122223333",
                region: "eu-west-1",
                id: "sg-1"
            ),
            document: document
        )
    }

    private static func record(_ name: String, _ request: JSON) -> JSON {
        [
            "eventSource": "ec2.amazonaws.com", "eventName": .string(name),
            "requestParameters": request,
        ]
    }

    private func parts(_ triggers: String, _ record: JSON, _ group: Resource) throws -> [String] {
        let account = Account(id: "111122223333", name: "a")
        let verdict = try Self.guardrail("g", triggers).judge(
            group,
            after: record,
            in: Surroundings(
                account: account,
                estate: EstateValue(Estate(accounts: [account])),
                now: .epoch,
                exceptionTag: "x"
            )
        )
        guard case .judged(let parts) = verdict.outcome else { return ["\(verdict.outcome)"] }
        return parts.map(\.key)
    }

    private static let request: JSON = [
        "groupId": "sg-1", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
        "cidrIp": "0.0.0.0/0", "ipPermissions": [:],
    ]

    @Test func onChangeJudgesAllAndAnEventWhatItAdded() throws {
        let record = Self.record("AuthorizeSecurityGroupIngress", Self.request)
        let (ssh, web) = ("tcp/22-22/0.0.0.0/0", "tcp/80-80/0.0.0.0/0")
        #expect(try parts("[{ event: \(Self.authorized) }]", record, Self.group()) == [ssh])
        #expect(try parts("[{ on: change }]", record, Self.group()) == [ssh, web])
        let both = "[{ event: \(Self.authorized) }, { on: change }]"
        #expect(try parts(both, record, Self.group()) == [ssh, web])
    }

    /// The part is what the rule is now, not what was asked for: somebody may have changed it again.
    @Test(
        arguments: [
            ("sgr-1", "ingress tcp/80-80/0.0.0.0/0", ["tcp/80-80/0.0.0.0/0"]),
            ("sgr-1", "egress tcp/80-80/0.0.0.0/0", []),
            ("sgr-2", "ingress tcp/80-80/0.0.0.0/0", []),
            (nil, "", ["tcp/22-22/0.0.0.0/0"]),
        ] as [(String?, String, [String])]
    )
    func aModifiedRuleIsWhatItIsNow(_ id: String?, _ rule: String, _ keys: [String]) throws {
        let record = Self.record(
            "ModifySecurityGroupRules",
            [
                "ModifySecurityGroupRulesRequest": [
                    "GroupId": "sg-1",
                    "SecurityGroupRule": [
                        "SecurityGroupRuleId": "sgr-1",
                        "SecurityGroupRule": [
                            "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                            "CidrIpv4": "0.0.0.0/0",
                        ],
                    ],
                ]
            ]
        )
        let group = Self.group(ids: id.map { [$0: .string(rule)] })
        #expect(try parts("[{ event: \(Self.modified) }]", record, group) == keys)
    }

    @Test(arguments: [
        (
            "ec2:AuthorizeSecurityGroupIngres",
            "did you mean 'ec2:AuthorizeSecurityGroupIngress'?"
        ),
        ("s3:PutBucketPolicy", "'parapet catalogue ec2.security-group' shows those that do"),
    ])
    func anEventThatTellsOfNothingIsRefused(_ event: String, _ hint: String) throws {
        let problems = try #require(throws: Problems.self) {
            try Self.guardrail("g", "[{ event: \(event) }]")
        }
        #expect(problems.all.map(\.code) == ["PAR-GRD-20"])
        #expect(problems.all.map(\.hint) == [hint])
        #expect(problems.all.first?.place.line == 8)
    }
}
