import AWS
import Document
import Foundation
import Guardrails
import Policy
import Rehearsal

extension Policies {
    private static let rounds = 5
    private static let roundSeconds = 0.1

    private static let user = Principal.identity(
        arn: "arn:aws:iam::100000000007:role/team-07",
        session: "ci"
    )
    private static let actions = [
        "s3:GetObject", "s3:PutObject", "iam:CreateUser", "ec2:DescribeInstances", "sts:AssumeRole",
    ]

    /// Microseconds: to read a document, to ask about one action on one resource, whether anything at
    /// all may be done to a resource, and whether anybody may do anything.
    static func times(_ file: String) throws -> Bool {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        guard case .object(let documents) = try JSON.parse(text) else { return false }
        print(row("µs", ["read", "one action", "any action", "anything"]))
        for (name, json) in documents {
            guard case .object(let policies) = json else { continue }
            func read() -> PolicyQuestion {
                PolicyQuestion(policies, Situation(isSameAccount: true), isIdentity: true)
            }
            let asked = read()
            let one = try actions.map { try question(asked, action: Glob($0)) }
            let any = try question(asked, action: .everything)
            let microseconds = [
                measure { _ = read() },
                measure { for question in one { _ = question.answer() } } / Double(one.count),
                measure { _ = any.answer() },
                measure { _ = asked.answer() },
            ]
            print(row(name, microseconds.map { String(format: "%.1f", $0) }))
        }
        facts(documents)
        return true
    }

    /// Microseconds: all the facts of a resource that has the policy, which nobody had before, or which
    /// others have too and is known from them.
    private static func facts(_ documents: Object) {
        print(row("µs for all facts", ["read anew", "known"]))
        for (name, json) in documents {
            let isIdentity = json["identity"] != nil
            let typeName = isIdentity ? "iam.role" : "s3.bucket"
            guard let type = Catalogue.aws.types.first(where: { $0.name == typeName }),
                let document = (json["identity"]?.array?.first ?? json["resource"])?.object
            else { continue }
            let asked = type.facts.filter {
                (isIdentity ? ["privilege", "escalations"] : ["public", "external", "statements"])
                    .contains($0.name)
            }
            var number = 0
            func judge(anew: Bool) {
                var document = document
                if anew { number += 1 }
                document["Id"] = .string("\(number)")
                let policy: JSON = .object(document)
                let fields: Object =
                    isIdentity
                    ? ["policies": [["name": "p", "kind": "inline", "document": policy]]]
                    : ["policy": policy]
                let resource = Resource(
                    name: ResourceName(
                        type: typeName,
                        account: "111122223333",
                        region: "us-east-1",
                        id: "lake",
                        arn: isIdentity ? nil : "arn:aws:s3:::lake"
                    ),
                    document: fields
                )
                for fact in asked { _ = fact.judge(resource) }
            }
            let microseconds = [measure { judge(anew: true) }, measure { judge(anew: false) }]
            print(row(name, microseconds.map { String(format: "%.1f", $0) }))
        }
    }

    private static func question(_ asked: PolicyQuestion, action: Glob) throws -> Question {
        Question(
            asked.policies,
            asked.situation,
            about: try Box([
                (key: RequestSide.principal, set: .texts(.matching([Glob(literal: user.text)]))),
                (key: RequestSide.action, set: .texts(.matching([action]))),
                (
                    key: RequestSide.resource,
                    set: .texts(.matching([Glob("arn:aws:s3:::lake/team-07/*")]))
                ),
            ]),
            isIdentity: true
        )
    }

    private static func row(_ name: String, _ columns: [String]) -> String {
        name.padding(toLength: 30, withPad: " ", startingAt: 0)
            + columns.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }

    private static func measure(_ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            var count = 0
            let start = ContinuousClock.now
            var elapsed = 0.0
            repeat {
                body()
                count += 1
                elapsed = start.duration(to: .now) / .seconds(1)
            } while elapsed < roundSeconds
            best = min(best, elapsed * 1e6 / Double(count))
        }
        return best
    }
}
