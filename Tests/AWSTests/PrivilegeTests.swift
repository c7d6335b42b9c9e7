import Document
import Guardrails
import Testing

@testable import AWS

/// What IAM policies grant together, on tables of cases.
@Suite struct PrivilegeTests {
    struct Case: CustomTestStringConvertible {
        let what: String
        let policies: [String]
        let privilege: String

        var testDescription: String { what }
    }

    static func allow(_ actions: String, on resource: String = "\"*\"") -> String {
        #"{"Effect":"Allow","Action":\#(actions),"Resource":\#(resource)}"#
    }

    static func deny(_ actions: String) -> String {
        #"{"Effect":"Deny","Action":\#(actions),"Resource":"*"}"#
    }

    static let powerUser =
        #"{"Effect":"Allow","NotAction":["iam:*","organizations:*"],"Resource":"*"}"#

    @Test(arguments: [
        Case(what: "nothing", policies: [], privilege: "none"),
        Case(what: "everything", policies: [allow("\"*\"")], privilege: "administrator"),
        Case(what: "a list of one", policies: [allow("[\"*:*\"]")], privilege: "administrator"),
        Case(what: "all of IAM", policies: [allow("\"IAM:*\"")], privilege: "administrator"),
        Case(
            what: "one action that writes grants",
            policies: [allow("\"iam:PutRolePolicy\"", on: "\"arn:aws:iam::*:role/*\"")],
            privilege: "administrator"
        ),
        Case(
            what: "all of its own account's IAM",
            policies: [allow("\"iam:*\"", on: "\"arn:aws:iam::111122223333:*\"")],
            privilege: "administrator"
        ),
        Case(
            what: "all of its own account",
            policies: [
                allow("\"*\"", on: #"["arn:aws:*:*:111122223333:*","arn:aws:s3:::*"]"#)
            ],
            privilege: "administrator"
        ),
        Case(
            what: "the same of another account",
            policies: [allow("\"iam:*\"", on: "\"arn:aws:iam::444455556666:*\"")],
            privilege: "limited"
        ),
        Case(
            what: "the same of another partition",
            policies: [allow("\"iam:*\"", on: "\"arn:aws-cn:iam::111122223333:*\"")],
            privilege: "limited"
        ),
        Case(
            what: "it for one role only",
            policies: [allow("\"iam:PutRolePolicy\"", on: "\"arn:aws:iam::*:role/app\"")],
            privilege: "limited"
        ),
        Case(what: "all but IAM", policies: [powerUser], privilege: "power-user"),
        Case(
            what: "everything without IAM",
            policies: [allow("\"*\""), deny("\"iam:*\"")],
            privilege: "power-user"
        ),
        Case(
            what: "everything, and everything denied",
            policies: [allow("\"*\""), deny("\"*\"")],
            privilege: "none"
        ),
        Case(
            what: "a denial under a condition takes nothing away",
            policies: [
                allow("\"*\""),
                """
                {"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"Bool":{"aws:SecureTransport":"false"}}}
                """,
            ],
            privilege: "administrator"
        ),
        Case(
            what: "a denial that nobody can avoid takes everything away",
            policies: [
                allow("\"*\""),
                """
                {"Effect":"Deny","Action":"*","Resource":"*",
                 "Condition":{"StringNotEquals":{"aws:PrincipalAccount":"444455556666"}}}
                """,
            ],
            privilege: "none"
        ),
        Case(
            what: "two denials that leave nothing between them",
            policies: [
                allow("\"*\""), deny("\"iam:*\""),
                #"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#,
            ],
            privilege: "none"
        ),
        Case(
            what: "a denial for some resources takes nothing away",
            policies: [
                allow("\"*\""),
                #"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::logs"}"#,
            ],
            privilege: "administrator"
        ),
        Case(what: "one service", policies: [allow("\"s3:*\"")], privilege: "limited"),
        Case(
            what: "reading",
            policies: [allow("[\"s3:Get*\",\"ec2:DescribeInstances\"]")],
            privilege: "read"
        ),
        Case(
            what: "reading, once denied",
            policies: [allow("\"s3:GetObject\""), deny("\"s3:*\"")],
            privilege: "none"
        ),
        Case(
            what: "on all but one resource",
            policies: [#"{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::secret"}"#],
            privilege: "administrator"
        ),
        Case(
            what: "everything on one bucket",
            policies: [allow("\"*\"", on: "\"arn:aws:s3:::site/*\"")],
            privilege: "limited"
        ),
    ]) func privilege(_ example: Case) throws {
        let answer = Privilege.judge(try principal(example.policies))
        guard case .known(let value, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(value == .string(example.privilege))
    }

    @Test func boundaryBoundsWhatPoliciesGrant() throws {
        let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
        let reading = #"{"Effect":"Allow","Action":["s3:Get*"],"Resource":"*"}"#
        let bounded = try principal([all], boundary: reading)
        #expect(known(Privilege.judge(bounded)) == "read")
        let wide = try principal([all], boundary: Self.powerUser)
        #expect(known(Privilege.judge(wide)) == "power-user")
        let shut = try principal(
            [reading],
            boundary: #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#
        )
        #expect(known(Privilege.judge(shut)) == "none")
    }

    @Test func namesTheStatementThatGivesIt() throws {
        let role = try principal([#"{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}"#])
        guard case .known(_, let because) = Privilege.judge(role) else {
            Issue.record("unknown")
            return
        }
        #expect(
            because.map(\.text) == [
                "r may iam:PutRolePolicy on arn:aws:iam::111122223333:role/any-other"
                    + " (inline policy 'p0', statement 'All')"
            ]
        )
        #expect(because.first?.witness?["action"] == "iam:PutRolePolicy")
    }

    @Test(arguments: ["aws", "aws-us-gov", "aws-cn"])
    func asksInItsOwnPartition(partition: String) throws {
        let statement = Self.allow("\"iam:*\"", on: "\"arn:\(partition):iam::*:role/*\"")
        let role = try principal([statement])
        func privilege(_ arn: String) -> String? {
            let name = ResourceName(
                type: "iam.role",
                account: "111122223333",
                region: "global",
                id: "r",
                arn: arn
            )
            return known(Privilege.judge(Resource(name: name, document: role.document)))
        }
        #expect(privilege("arn:\(partition):iam::111122223333:role/r") == "administrator")
        #expect(privilege("arn:aws-iso:iam::111122223333:role/r") == "limited")
    }

    @Test func theOrderOfPoliciesChangesNoReason() throws {
        let statements = ["ec2", "s3", "rds", "sns"].map { Self.allow("\"\($0):*\"") }
        var other = try principal(statements)
        let answer = Privilege.judge(other)
        other.document["policies"] = .array((other.document["policies"]?.array ?? []).reversed())
        #expect(Privilege.judge(other) == answer)
    }

    @Test func whatCannotBeReadIsUnknown() throws {
        let role = try principal([#"{"Effect":"Allow","Action":"*","Resource":"*","Odd":1}"#])
        // With where it stands.
        let doubt = "policies (inline policy 'p0', statement 1: 'Odd' is not known)"
        #expect(Privilege.judge(role) == .unknown([doubt]))
        #expect(Escalations.judge(role) == .unknown([doubt]))
        #expect(MFARequirement.judge(role) == .unknown([doubt]))
        // Where the rest says enough, it does not matter.
        let all = try principal([
            #"{"Effect":"Allow","Action":"s3:*","Resource":"*","Odd":1}"#, Self.allow("\"*\""),
        ])
        #expect(known(Privilege.judge(all)) == "administrator")
    }

    @Test func unreadPoliciesAreUnknown() throws {
        var role = try principal([])
        role.unread["policies"] = Gap(reason: .denied, permission: "iam:X")
        #expect(Privilege.judge(role) == .unknown(["policies"]))
        #expect(MFARequirement.judge(role) == .unknown(["policies"]))
        #expect(Escalations.judge(role) == .unknown(["policies"]))
        // Nor is what nobody asked for.
        let unasked = Resource(name: role.name, document: [:])
        #expect(Privilege.judge(unasked) == .unknown(["policies"]))
        #expect(MFARequirement.judge(unasked) == .unknown(["policies"]))
    }

    private func known(_ answer: ResourceType.Fact.Answer) -> String? {
        if case .known(let value, _) = answer { value.string } else { nil }
    }
}
