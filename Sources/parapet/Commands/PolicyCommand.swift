import ArgumentParser
import Document
import Policy

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Ask what AWS's policies mean: of one request, or who may do something.",
        discussion: """
            It reads policies as AWS evaluates them, and asks AWS nothing. The exit code is 0 whatever \
            the answer.
            """,
        subcommands: [Evaluate.self, Ask.self]
    )

    enum AnswerFormat: String, ExpressibleByArgument, CaseIterable { case json, text }
}

extension PolicyCommand {
    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether one request is allowed, and by which statement.",
            discussion: """
                The input is a JSON object: {"policies": {"identity", "boundary", "session", \
                "resource", "service-control", "resource-control"}, "request": {"principal", \
                "action", "resource", "keys"}}. What is left out is not there. 'identity' is a policy \
                or a list of them; the two controls are lists, of which each level (a policy or a \
                list) has to allow. 'keys' are condition keys, each with a value or a list.

                A principal is written anonymous, an account's id (its root, or whoever has the \
                identity policies that are given), the ARN of a user, role or session, \
                service:lambda or lambda.amazonaws.com, or an identity provider. The resource's \
                account is that of its ARN, else aws:ResourceAccount in keys.

                The answer is {"decision", "statement", "because"}: allowed, denied, or unknown where \
                it depends on what was not said or cannot be read; it says on what.

                Example:
                  parapet policy evaluate --input request.json
                  parapet policy evaluate --input - --format text < request.json
                """
        )

        @Option(help: "The file with policies and request; -: standard input.")
        var input: String

        @Option(help: "json or text.")
        var format = AnswerFormat.json

        func run() throws {
            let input = try PolicyInput(readFrom: input)
            let principal = try input.principal(required: true)
            let inquiry = try input.inquiry(action: nil, resource: nil, asPattern: false)
            let evaluation = inquiry.evaluation(of: principal ?? .anonymous)
            let because = evaluation.because + (evaluation.decision == .unknown ? input.doubt : "")
            switch format {
            case .json:
                let answer: JSON = [
                    "decision": .string(evaluation.decision.rawValue),
                    "statement": .optional(evaluation.statement?.name),
                    "because": .string(because),
                ]
                Output.line(answer.prettyText)
            case .text: Output.line("\(evaluation.decision.rawValue): \(because)")
            }
        }
    }
}

extension PolicyStatement {
    /// Its sid, else what it is for.
    var name: String { sid ?? title }
}
