import Document
import Guardrails
import Testing

@testable import AWS

/// What `iam.apply-baseline` will not do, and what it leaves alone. Answers are made up: no account is
/// asked.
struct ApplyBaselineTests {
    private static let account = "111122223333"
    private static let arn = "arn:aws:iam::\(account):policy/P"

    private static func trust(_ principal: String, _ more: Object = [:]) -> JSON {
        var statement: Object = [
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": ["AWS": .string(principal)],
        ]
        for (name, value) in more { statement[name] = value }
        return ["Version": "2012-10-17", "Statement": .object(statement)]
    }

    private static let quotas: JSON = [
        "SummaryMap": [
            "AssumeRolePolicySizeQuota": 2048, "AttachedPoliciesPerRoleQuota": 2,
            "RolePolicySizeQuota": 10240, "Roles": 9, "RolesQuota": 10, "Policies": 10,
            "PoliciesQuota": 10, "PolicySizeQuota": 6144, "VersionsPerPolicyQuota": 5,
        ]
    ]

    private static func plan(
        _ item: Object,
        _ read: Object,
        create: Bool = false,
        own: OwnPrincipals = OwnPrincipals()
    ) -> ActionPlan {
        let isRole = item["kind"] == "role"
        let name = ResourceName(
            type: isRole ? "iam.role" : "iam.policy",
            account: account,
            region: Scope.global,
            id: isRole ? item["name"]?.string ?? "" : arn
        )
        let request = ActionRequest(
            target: Resource(name: name, document: [:]),
            region: Scope.global,
            element: .object(item),
            parameters: ["create": .bool(create)]
        )
        var all: Object = ["quotas": quotas]
        for (name, value) in read { all[name] = value }
        let context = ActionContext(request: request, partition: .aws, own: own)
        let action = Action.applyBaseline
        return action.plan(context, action.image(context, all))
    }

    private static func role(
        _ item: Object,
        path: String = "/",
        trust: JSON = trust("arn:aws:iam::999900000001:root"),
        more: Object = [:],
        own: OwnPrincipals = OwnPrincipals()
    ) -> ActionPlan {
        var read: Object = [
            "role": [
                "Role": ["Arn": "a", "Path": .string(path), "AssumeRolePolicyDocument": trust]
            ]
        ]
        for (name, value) in more { read[name] = value }
        var whole: Object = ["kind": "role", "name": "r"]
        for (name, value) in item { whole[name] = value }
        return plan(whole, read, own: own)
    }

    private static let ours: Object = ["trust": trust("arn:aws:iam::\(account):root")]

    private static func refusal(_ plan: ActionPlan) -> String {
        if case .refused(let reason) = plan { reason } else { "it is planned: \(plan)" }
    }

    @Test func aRoleThatIsNotOursToChangeStays() {
        let attached: JSON = ["P", "Q", "R"]
        let all: Object = [
            "policy/\(Self.arn)": ["Policy": ["Arn": .string(Self.arn)]],
            "policy/arn:aws:iam::aws:policy/Q": ["Policy": [:]],
            "policy/arn:aws:iam::aws:policy/job-function/R": ["Policy": [:]],
        ]
        let caller = "arn:aws:sts::\(Self.account):assumed-role/r/parapet"
        let long = String(repeating: "x", count: 11_000)
        let inline: Object = ["own": ["Statement": ["Effect": "Allow", "Sid": .string(long)]]]
        let cases: [(ActionPlan, String)] = [
            (Self.role(Self.ours, path: "/aws-service-role/x.amazonaws.com/"), "service-linked"),
            (Self.role(Self.ours, path: "/aws-reserved/sso.amazonaws.com/"), "Identity Center"),
            (Self.role(Self.ours, own: OwnPrincipals(roles: ["r"])), "Parapet itself"),
            (Self.role(Self.ours, own: OwnPrincipals(caller: caller)), "Parapet itself"),
            (Self.role(Self.ours, trust: Self.trust("AROAEXAMPLE")), "AROAEXAMPLE, who is gone"),
            (Self.role(["attached": ["P"]]), "there is no policy P"),
            (Self.role(["boundary": .string(Self.arn)]), "there is no policy \(Self.arn)"),
            (Self.role(["attached": attached], more: all), "3 policies attached, IAM takes 2"),
            (Self.role(["inline": .object(inline)]), "IAM takes 10240"),
            (Self.role(Self.ours, more: ["quotas": [:]]), BaselineQuotas.unknown),
        ]
        for (plan, why) in cases { #expect(Self.refusal(plan).contains(why)) }
    }

    @Test func whatIsMissingIsMadeOnlyWhereThatIsSaidAndCanBe() {
        let role: Object = ["kind": "role", "name": "r", "trust": Self.trust(Self.account)]
        var open = role
        open["trust"] = nil
        var linked = role
        linked["name"] = "AWSServiceRoleForSupport"
        let policy: Object = [
            "kind": "policy", "name": "P",
            "document": ["Statement": ["Effect": "Deny", "Action": "*", "Resource": "*"]],
        ]
        let cases: [(ActionPlan, String)] = [
            (Self.plan(role, [:]), "create: true"), (Self.plan(policy, [:]), "create: true"),
            (Self.plan(open, [:], create: true), "who may assume it"),
            (Self.plan(linked, [:], create: true), "service-linked"),
            // The account has ten policies, and may have ten.
            (Self.plan(policy, [:], create: true), "as many as IAM lets it have"),
        ]
        for (plan, why) in cases { #expect(Self.refusal(plan).contains(why)) }
        guard case .calls(let calls, _) = Self.plan(role, [:], create: true) else {
            Issue.record("the role is not made")
            return
        }
        #expect(calls.map(\.operation) == ["CreateRole"])
    }

    private static func policy(
        _ wanted: JSON,
        versions: Int = 1,
        roles: [String] = [],
        own: OwnPrincipals = OwnPrincipals()
    ) -> ActionPlan {
        let item: Object = ["kind": "policy", "name": "P", "document": wanted]
        let versions = (1...versions).map { JSON.object(["VersionId": .string("v\($0)")]) }
        let read: Object = [
            "policy": ["Policy": ["Arn": .string(arn), "DefaultVersionId": "v1"]],
            "versions": .array(versions),
            "version": ["PolicyVersion": ["Document": deny("organizations:LeaveOrganization")]],
            "roles": .array(roles.map { ["RoleName": .string($0)] }),
        ]
        return plan(item, read, own: own)
    }

    private static func deny(_ action: String) -> JSON {
        ["Statement": [["Effect": "Deny", "Action": [.string(action)], "Resource": "*"]]]
    }

    @Test func aPolicyThatCouldNotBePutBackStays() {
        let own = OwnPrincipals(roles: ["ParapetAudit"])
        let cases: [(ActionPlan, String)] = [
            (Self.policy(Self.deny("organizations:*"), versions: 5), "could not be put back"),
            (
                Self.policy(Self.deny("organizations:*"), roles: ["a", "ParapetAudit"], own: own),
                "ParapetAudit, which Parapet works with"
            ),
            (
                Self.policy(Self.deny(String(repeating: "x", count: 7000))),
                "characters, IAM takes 6144"
            ),
        ]
        for (plan, why) in cases { #expect(Self.refusal(plan).contains(why)) }
    }

    /// However it is written, and whatever nobody asked about.
    @Test func whatMeansTheSameAndWhatIsLeftOpenStays() {
        let spelt: JSON = [
            "Version": "2012-10-17",
            "Statement": [
                "Sid": "Stay", "Effect": "Deny", "Action": "organizations:LeaveOrganization",
                "Resource": ["*"],
            ],
        ]
        #expect(Self.policy(spelt, versions: 5) == .alreadyRight)
        let attached: JSON = [["PolicyArn": "arn:aws:iam::aws:policy/job-function/Q"]]
        let more: Object = [
            "attached": attached, "names": ["own"],
            "inline/own": ["PolicyDocument": Self.deny("s3:*")],
        ]
        #expect(Self.role(["attached": ["Q"]], more: more) == .alreadyRight)
        let item: Object = ["trust": Self.trust("999900000001"), "attached": ["Q"]]
        #expect(Self.role(item, more: more) == .alreadyRight)
        guard case .calls(let calls, _) = Self.role(Self.ours, more: more) else {
            Issue.record("its trust policy stays")
            return
        }
        #expect(calls.map(\.operation) == ["UpdateAssumeRolePolicy"])
    }
}
