import Document
import Guardrails
import Policy
import Testing

@testable import AWS

/// The known ways to become more, by what they take and how far they reach.
struct EscalationTests {
    private static func allow(
        _ actions: [String],
        on resource: String = "*",
        _ condition: String = ""
    ) -> String {
        let actions = actions.map { "\"\($0)\"" }.joined(separator: ",")
        let more = condition.isEmpty ? "" : ",\"Condition\":{\(condition)}"
        return #"{"Effect":"Allow","Action":[\#(actions)],"Resource":"\#(resource)"\#(more)}"#
    }

    private static let general = Escalation.known.filter { $0.gain != .boundary }

    private func found(_ principal: Resource) throws -> [JSON] {
        guard case .known(let value, let because) = Escalations.judge(principal) else {
            Issue.record("\(Escalations.judge(principal))")
            return []
        }
        let found = value.array ?? []
        #expect(because.count == found.count && because.allSatisfy { $0.witness != nil })
        return found
    }

    private func names(_ principal: Resource) throws -> [String] {
        try found(principal).compactMap { $0["name"]?.string }
    }

    private func isAdministrator(_ principal: Resource) -> Bool {
        guard case .known(let value, _) = Privilege.judge(principal) else { return false }
        return value == "administrator"
    }

    /// Each is found where all that it takes is allowed, and not where any of it is missing.
    @Test(arguments: general.indices)
    func takesAllOfItsActions(index: Int) throws {
        let way = Self.general[index]
        let actions = [way.action] + way.others
        let all = try found(try principal([Self.allow(actions)]))
        let own = try #require(all.first { $0["name"]?.string == way.name })
        #expect(own["reach"] == "account")
        #expect(own["witness"]?.array?.count == actions.count)
        #expect(own["administrator"]?.bool == (way.gain != .workload))
        for missing in actions {
            let rest = actions.filter { $0 != missing }
            if rest.isEmpty { continue }
            #expect(try !names(try principal([Self.allow(rest)])).contains(way.name), "\(missing)")
        }
        // What is under any one name only reaches some.
        let some = way.target.arn("app-*", "aws", "111122223333", region: "us-east-1")
        let narrow = try principal([Self.allow([way.action], on: some), Self.allow(way.others)])
        let few = try found(narrow).first { $0["name"]?.string == way.name }
        #expect(few?["reach"] == "pattern")
        #expect(!isAdministrator(narrow) || way.others.isEmpty == false)
    }

    @Test func namesAreTheirOwnAndActionsExist() {
        #expect(Set(Escalation.known.map(\.name)).count == Escalation.known.count)
        let known = Set(ActionNames.all)
        for action in Escalation.known.flatMap({ [$0.action] + $0.others })
        where action.hasPrefix("iam:") || action.hasPrefix("sts:") {
            #expect(known.contains(action), "\(action)")
        }
    }

    struct Case: CustomTestStringConvertible {
        let what: String
        let policies: [String]
        var type = "iam.role"
        let ways: [String]
        var reach = "account"
        let isAdministrator: Bool

        var testDescription: String { what }
    }

    private static let pass = ["iam:PassRole", "ec2:RunInstances", "lambda:CreateFunction"]

    @Test(arguments: [
        Case(
            what: "a role is passed to one service only",
            policies: [
                allow(
                    pass + ["lambda:InvokeFunction"],
                    #""StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}"#
                )
            ],
            ways: ["iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction"],
            isAdministrator: true
        ),
        Case(
            what: "a role is passed to a service that runs nothing",
            policies: [
                allow(pass, #""StringEquals":{"iam:PassedToService":"rds.amazonaws.com"}"#)
            ],
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "passing alone",
            policies: [allow(["iam:PassRole"])],
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "only harmless policies are attached",
            policies: [
                allow(
                    ["iam:AttachRolePolicy"],
                    #""ArnLike":{"iam:PolicyARN":"arn:aws:iam::aws:policy/ReadOnly*"}"#
                )
            ],
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "only what has a boundary is changed",
            policies: [
                allow(
                    ["iam:PutRolePolicy"],
                    """
                    "StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/b"}
                    """
                )
            ],
            ways: ["iam:PutRolePolicy"],
            reach: "pattern",
            isAdministrator: false
        ),
        Case(
            what: "a denial that is not to be avoided",
            policies: [
                allow(["iam:CreateAccessKey"]),
                #"{"Effect":"Deny","Action":"iam:Create*","Resource":"*"}"#,
            ],
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "a denial that is to be avoided",
            policies: [
                allow(["iam:CreateAccessKey"]),
                """
                {"Effect":"Deny","Action":"iam:*","Resource":"*",
                 "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}
                """,
            ],
            ways: ["iam:CreateAccessKey"],
            isAdministrator: true
        ),
        Case(
            what: "all but one of them",
            policies: [
                """
                {"Effect":"Allow","Action":"iam:CreateAccessKey",
                 "NotResource":"arn:aws:iam::111122223333:user/root-of-all"}
                """
            ],
            ways: ["iam:CreateAccessKey"],
            isAdministrator: true
        ),
        Case(
            what: "its own keys are no more than it has",
            policies: [allow(["iam:CreateAccessKey"], on: "arn:aws:iam::*:user/${aws:username}")],
            type: "iam.user",
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "its own policies",
            policies: [allow(["iam:PutUserPolicy"], on: "arn:aws:iam::*:user/${aws:username}")],
            type: "iam.user",
            ways: ["iam:PutUserPolicy"],
            reach: "itself",
            isAdministrator: true
        ),
        Case(
            what: "each member's own policies, by the group",
            policies: [allow(["iam:PutUserPolicy"], on: "arn:aws:iam::*:user/${aws:username}")],
            type: "iam.group",
            ways: ["iam:PutUserPolicy"],
            reach: "itself",
            isAdministrator: true
        ),
        Case(
            what: "a role has no user's name",
            policies: [allow(["iam:PutUserPolicy"], on: "arn:aws:iam::*:user/${aws:username}")],
            ways: [],
            isAdministrator: false
        ),
        Case(
            what: "its own role",
            policies: [allow(["iam:PutRolePolicy"], on: "arn:aws:iam::111122223333:role/r")],
            ways: ["iam:PutRolePolicy"],
            reach: "itself",
            isAdministrator: true
        ),
        Case(
            what: "those of another account",
            policies: [allow(["iam:PutRolePolicy"], on: "arn:aws:iam::444455556666:role/*")],
            ways: [],
            isAdministrator: false
        ),
    ]) func reach(_ example: Case) throws {
        let principal = try principal(example.policies, type: example.type)
        let found = try found(principal)
        #expect(found.compactMap { $0["name"]?.string } == example.ways)
        #expect(found.allSatisfy { $0["reach"]?.string == example.reach })
        #expect(isAdministrator(principal) == example.isAdministrator)
    }

    /// A boundary that can be taken off bounds nothing.
    @Test(arguments: [
        ("iam:DeleteRolePermissionsBoundary", "iam.role", true),
        ("iam:PutRolePermissionsBoundary", "iam.role", true),
        ("iam:DeleteUserPermissionsBoundary", "iam.role", false),
        ("iam:DeleteUserPermissionsBoundary", "iam.user", true),
        ("iam:PutUserPermissionsBoundary", "iam.user", true),
    ]) func boundaries(action: String, type: String, isFree: Bool) throws {
        let all = Self.allow(["*"])
        let bounded = try principal([all], boundary: Self.allow([action]), type: type)
        let ways = try found(bounded)
        #expect(ways.compactMap { $0["name"]?.string } == (isFree ? [action] : []))
        for way in ways {
            #expect(way["reach"] == "itself" && way["administrator"] == true)
            let kind = type.dropFirst("iam.".count)
            let witness = way["witness"]?.array?.first?.string ?? ""
            #expect(witness.contains(" may \(action) on arn:aws:iam::111122223333:\(kind)/"))
        }
        #expect(isAdministrator(bounded) == isFree)
        // It frees nothing where there is nothing behind it.
        let poor = try principal([Self.allow([action])], boundary: Self.allow([action]), type: type)
        #expect(try names(poor) == (isFree ? [action] : []))
        #expect(!isAdministrator(poor))
    }
}
