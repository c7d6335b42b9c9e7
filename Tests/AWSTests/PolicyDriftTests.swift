import CEL
import Document
import Testing

@testable import AWS

/// Policies that mean the same, and what is told of those that do not.
struct PolicyDriftTests {
    private static let root = #""arn:aws-us-gov:iam::111122223333:root""#

    private static func trust(
        _ principal: String,
        _ action: String = "sts:AssumeRole",
        _ condition: String = ""
    ) -> String {
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":\(principal),
         "Action":"\(action)"\(condition.isEmpty ? "" : ",\"Condition\":{\(condition)}")}}
        """
    }

    private static func deny(_ actions: String...) -> String {
        let statements = actions.map { #"{"Effect":"Deny","Action":\#($0),"Resource":"*"}"# }
        return #"{"Statement":[\#(statements.joined(separator: ","))]}"#
    }

    private func outcome(_ found: String, _ wanted: String) throws -> Outcome {
        var drift = PolicyDrift()
        drift.compare("it", try JSON.parse(found), with: try JSON.parse(wanted))
        return drift.outcome
    }

    private func texts(_ found: String, _ wanted: String) throws -> [String]? {
        guard case .value(.list(let items)) = try outcome(found, wanted) else { return nil }
        return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    @Test(arguments: [
        (trust(#"{"AWS":"111122223333"}"#), trust("{\"AWS\":[\(root)]}")),
        (trust(#""*""#), trust(#"{"AWS":"*"}"#)),
        (trust(#""*""#), trust(#""*""#, "sts:assumerole")),
        (
            trust(#""*""#, "sts:AssumeRole", #""StringEquals":{"sts:ExternalId":"x"}"#),
            trust(#""*""#, "sts:AssumeRole", #""StringEquals":{"STS:externalid":["x"]}"#)
        ),
        (
            trust(#""*""#, "sts:AssumeRole", #""Bool":{"aws:SecureTransport":true}"#),
            trust(#""*""#, "sts:AssumeRole", #""Bool":{"aws:SecureTransport":"true"}"#)
        ),
        (deny(#"["a:B","a:C"]"#), deny(#""a:C""#, #""a:B""#)),
        (deny(#"["a:*","a:C"]"#), deny(#""A:*""#)),
        (deny(#""*""#), deny(#""*:*""#)),
    ]) func same(one: String, other: String) throws {
        #expect(try texts(one, other) == [])
        #expect(try texts(other, one) == [])
    }

    @Test(arguments: [
        (
            trust(#"{"AWS":"444455556666"}"#), trust(#"{"AWS":"111122223333"}"#),
            [
                "it lets through what it should not: account 444455556666 may sts:AssumeRole",
                "it stops what it should let through: account 111122223333 may sts:AssumeRole",
            ]
        ),
        (
            trust(#"{"AWS":["111122223333","444455556666"]}"#),
            trust(#"{"AWS":"111122223333"}"#),
            ["it lets through what it should not: account 444455556666 may sts:AssumeRole"]
        ),
        (
            deny(#""a:B""#), deny(#"["a:B","a:C"]"#),
            ["it lets through what it should not: whoever has it may a:C"]
        ),
        (
            deny(#"["a:B","a:C"]"#), deny(#""a:B""#),
            ["it stops what it should let through: whoever has it may a:C"]
        ),
        (
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"${aws:username}"}}"#,
            #"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"x"}}"#,
            [
                "it lets through what it should not: whoever has it may a:B on ${aws:username}",
                "it stops what it should let through: whoever has it may a:B on x",
            ]
        ),
    ]) func whatIsGainedAndLost(found: String, wanted: String, told: [String]) throws {
        #expect(try texts(found, wanted) == told)
    }

    /// Without a version variables are letters.
    @Test func versionsMatterWhereVariablesOccur() throws {
        func policy(_ version: String, _ resource: String) -> String {
            """
            {"Version":"\(version)","Statement":{"Effect":"Deny","Action":"s3:*",
             "Resource":"\(resource)"}}
            """
        }
        let variable = "arn:aws:s3:::x/${aws:username}/*"
        #expect(try texts(policy("2008-10-17", variable), policy("2012-10-17", variable)) != [])
        #expect(try texts(policy("2008-10-17", "x*"), policy("2012-10-17", "x*")) == [])
    }

    @Test func whatCannotBeReadIsUnknown() throws {
        let odd = #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"*","Odd":1}}"#
        guard case .error(let error) = try outcome(odd, Self.deny(#""a:B""#)) else {
            Issue.record("it is told")
            return
        }
        #expect(error.message == "it cannot be compared: statement 1: 'Odd' is not known")
        #expect(try texts(odd, odd) == [])
    }
}
