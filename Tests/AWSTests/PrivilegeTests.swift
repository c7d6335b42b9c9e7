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
        #expect(known(Privilege.judge(bounded)) == "limited")
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
        #expect(because.map(\.text) == ["inline policy 'p0', statement 'All', allows * on *"])
    }

    @Test func unreadPoliciesAreUnknown() throws {
        var role = try principal([])
        role.unread["policies"] = Gap(reason: .denied, permission: "iam:X")
        #expect(Privilege.judge(role) == .unknown(["policies"]))
        #expect(MFARequirement.judge(role) == .unknown(["policies"]))
        // Nor is what nobody asked for.
        let unasked = Resource(name: role.name, document: [:])
        #expect(Privilege.judge(unasked) == .unknown(["policies"]))
        #expect(MFARequirement.judge(unasked) == .unknown(["policies"]))
    }

    private func known(_ answer: ResourceType.Fact.Answer) -> String? {
        if case .known(let value, _) = answer { value.string } else { nil }
    }
}

/// Whether API calls need a second factor, in the spellings that people use.
@Suite struct MFARequirementTests {
    struct Case: CustomTestStringConvertible {
        let what: String
        let policies: [String]
        let needs: Bool

        var testDescription: String { what }
    }

    static let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
    static let exempt = """
        "NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:ListMFADevices",
                     "iam:ListVirtualMFADevices","iam:ResyncMFADevice","sts:GetSessionToken"]
        """

    static func deny(_ condition: String, _ actions: String = exempt) -> String {
        #"{"Effect":"Deny",\#(actions),"Resource":"*","Condition":{\#(condition)}}"#
    }

    static let present = #"{"aws:MultiFactorAuthPresent":"false"}"#

    @Test(arguments: [
        Case(what: "no policy at all", policies: [], needs: false),
        Case(what: "no word of it", policies: [all], needs: false),
        Case(
            what: "the usual one",
            policies: [all, deny("\"BoolIfExists\":\(present)")],
            needs: true
        ),
        Case(
            what: "with a flag for a text",
            policies: [all, deny(#""BoolIfExists":{"aws:multifactorauthpresent":false}"#)],
            needs: true
        ),
        Case(
            what: "Bool alone lets access keys through",
            policies: [all, deny("\"Bool\":\(present)")],
            needs: false
        ),
        Case(
            what: "Null alone lets sessions through",
            policies: [all, deny(#""Null":{"aws:MultiFactorAuthPresent":"true"}"#)],
            needs: false
        ),
        Case(
            what: "Bool and Null together",
            policies: [
                all, deny("\"Bool\":\(present)"),
                deny(#""Null":{"aws:MultiFactorAuthPresent":"true"}"#),
            ],
            needs: true
        ),
        Case(
            what: "no age",
            policies: [all, deny(#""Null":{"aws:MultiFactorAuthAge":"true"}"#)],
            needs: true
        ),
        Case(
            what: "too old, if there is an age",
            policies: [
                all, deny(#""NumericGreaterThanIfExists":{"aws:MultiFactorAuthAge":"3600"}"#),
            ],
            needs: true
        ),
        Case(
            what: "all actions",
            policies: [all, deny("\"BoolIfExists\":\(present)", #""Action":"*""#)],
            needs: true
        ),
        Case(
            what: "one service only",
            policies: [all, deny("\"BoolIfExists\":\(present)", #""Action":"ec2:*""#)],
            needs: false
        ),
        Case(
            what: "an exemption that is too wide",
            policies: [
                all, deny("\"BoolIfExists\":\(present)", #""NotAction":["iam:*","s3:*"]"#),
            ],
            needs: false
        ),
        Case(
            what: "a second condition beside it",
            policies: [
                all,
                deny(
                    #""BoolIfExists":\#(present),"StringEquals":{"aws:RequestedRegion":"us-east-1"}"#
                ),
            ],
            needs: false
        ),
        Case(
            what: "granted only with one",
            policies: [
                """
                {"Effect":"Allow","Action":"*","Resource":"*",
                 "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}
                """
            ],
            needs: true
        ),
    ]) func requirement(_ example: Case) throws {
        let answer = MFARequirement.judge(try principal(example.policies))
        guard case .known(let value, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(value == .bool(example.needs))
    }
}

/// A principal with an inline policy for each statement.
private func principal(_ statements: [String], boundary: String? = nil) throws -> Resource {
    var policies = try statements.enumerated().map { index, statement in
        try JSON.parse(
            #"{"name":"p\#(index)","kind":"inline","document":{"Statement":\#(statement)}}"#
        )
    }
    if let boundary {
        policies.append(
            try JSON.parse(
                #"{"name":"b","kind":"boundary","document":{"Statement":[\#(boundary)]}}"#
            )
        )
    }
    return Resource(
        name: ResourceName(type: "iam.role", account: "1", region: "global", id: "r"),
        document: ["policies": .array(policies)]
    )
}
