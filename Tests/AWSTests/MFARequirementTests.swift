import Document
import Guardrails
import Testing

@testable import AWS

/// Whether API calls need a second factor, in the spellings that people use.
@Suite struct MFARequirementTests {
    struct Case: CustomTestStringConvertible {
        let what: String
        let policies: [String]
        var boundary: String?
        let needs: Bool

        var testDescription: String { what }
    }

    static let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
    static let exempt = """
        "NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:ListMFADevices",
                     "iam:ListVirtualMFADevices","iam:ResyncMFADevice","sts:GetSessionToken"]
        """

    static func allow(_ action: String) -> String {
        #"{"Effect":"Allow","Action":"\#(action)","Resource":"*"}"#
    }

    static func deny(_ condition: String, _ actions: String = exempt) -> String {
        #"{"Effect":"Deny",\#(actions),"Resource":"*","Condition":{\#(condition)}}"#
    }

    static let present = #"{"aws:MultiFactorAuthPresent":"false"}"#

    @Test(arguments: [
        Case(what: "no policy at all", policies: [], needs: true),
        Case(
            what: "only a denial",
            policies: [#"{"Effect":"Deny","Action":"*","Resource":"*"}"#],
            needs: true
        ),
        Case(
            what: "only the password may be changed",
            policies: [allow("iam:ChangePass*"), allow("iam:GetAccountPasswordPolicy")],
            needs: true
        ),
        Case(
            what: "a name too many",
            policies: [allow("iam:Change*"), allow("iam:*Pass*")],
            needs: false
        ),
        Case(what: "no action that there is", policies: [allow("iam:Launch*")], needs: true),
        Case(what: "any action of another service", policies: [allow("x:Launch*")], needs: false),
        Case(
            what: "a denial in the boundary",
            policies: [all],
            boundary: "\(all),\(deny("\"BoolIfExists\":\(present)"))",
            needs: true
        ),
        Case(
            what: "a boundary that allows with one only",
            policies: [all],
            boundary: """
                {"Effect":"Allow","Action":"*","Resource":"*",
                 "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}
                """,
            needs: true
        ),
        Case(what: "a boundary that does not ask", policies: [all], boundary: all, needs: false),
        Case(
            what: "not for what services do on the user's behalf",
            policies: [
                all,
                deny(
                    """
                    "BoolIfExists":{"aws:MultiFactorAuthPresent":"false","aws:ViaAWSService":"false"}
                    """
                ),
            ],
            needs: true
        ),
        Case(
            what: "only for what services do on the user's behalf",
            policies: [
                all,
                deny(
                    """
                    "BoolIfExists":{"aws:MultiFactorAuthPresent":"false"},
                    "Bool":{"aws:ViaAWSService":"true"}
                    """
                ),
            ],
            needs: false
        ),
        Case(
            what: "anything but true",
            policies: [all, deny(#""StringNotEquals":{"aws:MultiFactorAuthPresent":"true"}"#)],
            needs: true
        ),
        Case(
            what: "two denials that are everything together",
            policies: [
                all, deny("\"BoolIfExists\":\(present)", #""Action":["s3:*","sns:*"]"#),
                deny(
                    "\"BoolIfExists\":\(present)",
                    #""NotAction":["iam:EnableMFADevice","s3:*","sns:*"]"#
                ),
            ],
            needs: true
        ),
        Case(
            what: "two denials with a gap between them",
            policies: [
                all, deny("\"BoolIfExists\":\(present)", #""Action":["s3:*"]"#),
                deny("\"BoolIfExists\":\(present)", #""NotAction":["s3:*","sns:*"]"#),
            ],
            needs: false
        ),
        Case(
            what: "every action with a colon",
            policies: [all, deny("\"BoolIfExists\":\(present)", #""Action":"*:*""#)],
            needs: true
        ),
        Case(
            what: "an exemption and a grant that meet in one action",
            policies: [
                allow("iam:Up*"),
                deny("\"BoolIfExists\":\(present)", #""NotAction":"iam:*LoginProfile""#),
            ],
            needs: false
        ),
        Case(
            what: "an exemption and a grant that meet in none",
            policies: [
                allow("iam:Up*"),
                deny("\"BoolIfExists\":\(present)", #""NotAction":"iam:*MFADevice""#),
            ],
            needs: true
        ),
        Case(
            what: "a device may be taken away",
            policies: [
                all,
                deny("\"BoolIfExists\":\(present)", #""NotAction":"iam:DeactivateMFADevice""#),
            ],
            needs: false
        ),
        Case(
            what: "for another user only",
            policies: [
                """
                {"Effect":"Allow","Action":"s3:*","Resource":"*",
                 "Condition":{"StringEquals":{"aws:username":"bob"}}}
                """
            ],
            needs: true
        ),
        Case(
            what: "for the user itself",
            policies: [
                #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*"}"#
            ],
            needs: false
        ),
        Case(
            what: "from one network",
            policies: [
                """
                {"Effect":"Allow","Action":"s3:*","Resource":"*",
                 "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}
                """
            ],
            needs: false
        ),
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
        let user = try principal(
            example.policies,
            boundary: example.boundary,
            type: "iam.user",
            name: "ada"
        )
        let answer = MFARequirement.judge(user)
        guard case .known(let value, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(value == .bool(example.needs))
    }

    @Test func saysWhatWorksWithoutOne() throws {
        let user = try principal([Self.allow("s3:List*")], type: "iam.user", name: "ada")
        guard case .known(_, let because) = MFARequirement.judge(user) else {
            Issue.record("unknown")
            return
        }
        #expect(
            because.map(\.text) == [
                "ada may s3:ListAllMyBuckets (inline policy 'p0', the statement for s3:List*),"
                    + " without a second factor"
            ]
        )
        #expect(because.first?.witness?["principal"] == "arn:aws:iam::111122223333:user/ada")
    }

    /// A user's tags are what they are.
    @Test(arguments: [("yes", false), ("no", true), (nil, true)])
    func tagsOfTheUser(tag: String?, needs: Bool) throws {
        let statement = """
            {"Effect":"Allow","Action":"s3:*","Resource":"*",
             "Condition":{"StringEquals":{"aws:PrincipalTag/Robot":"yes"}}}
            """
        var user = try principal([statement], type: "iam.user", name: "ada")
        user.document["tags"] = .object(Object(tag.map { [("Robot", .string($0))] } ?? []))
        guard case .known(let value, _) = MFARequirement.judge(user) else {
            Issue.record("unknown")
            return
        }
        #expect(value == .bool(needs))
    }

    @Test func whatIsLeftToUsersExists() {
        #expect(MFARequirement.selfService.isSubset(of: ActionNames.all))
        #expect(!MFARequirement.selfService.contains { $0.hasPrefix("iam:De") })
    }
}
