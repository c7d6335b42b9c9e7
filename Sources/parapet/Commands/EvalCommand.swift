import ArgumentParser
import CEL
import Document
import Foundation
import Guardrails

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate a condition (CEL).",
        discussion: """
            It sees now and days(), what --bind gives it, and with --type and --resource the \
            resource as a guardrail's criteria do. The resource is written as in a guardrail's \
            tests, or is what 'parapet collect --format json' prints.

            Example:
              parapet eval 'rule.from <= 22 && rule.to >= 22' \\
                --bind 'rule={"from":20,"to":25}'
              parapet eval 'now - days(90)'
              parapet eval 'resource.public' --type s3.bucket --resource bucket.json
              parapet eval --batch < requests.jsonl

            With --batch each line of the input is a request (id, expr, bindings, …) and each line \
            of the output its answer (id, and value or error).
            """
    )

    // Takes what begins with '-' too, as '-5 / 2' does.
    @Argument(parsing: .allUnrecognized, help: "The expression.")
    var expression: [String] = []

    @Option(name: .customLong("bind"), help: "A variable as name=JSON; may be given again.")
    var bindings: [String] = []

    @Option(help: "The type of the resource; 'parapet catalogue' lists them.")
    var type: String?

    @Option(help: "The file with the resource's document; -: standard input.")
    var resource: String?

    @Option(help: "The time that 'now' is, such as 2026-01-03T10:00:00Z; default: now.")
    var now: String?

    @Flag(help: "Read requests from the standard input, one JSON object a line.")
    var batch = false

    func validate() throws {
        if batch, let extra = expression.first {
            throw ValidationError("--batch reads the expressions, found '\(extra)'")
        }
        guard !batch else { return }
        guard let first = expression.first else {
            throw ValidationError("give an expression, or --batch")
        }
        if let option = expression.first(where: { $0.hasPrefix("--") }) {
            throw ValidationError("unknown option '\(option)'; an expression goes in quotes")
        }
        if expression.count > 1 {
            throw ValidationError(
                "one expression is evaluated, found '\(first)' and '\(expression[1])':"
                    + " put it in quotes"
            )
        }
        guard (type == nil) == (resource == nil) else {
            throw ValidationError("--type and --resource go together")
        }
    }

    func run() throws {
        if let expression = expression.first { try evaluate(expression) } else { answerLines() }
    }

    private func evaluate(_ expression: String) throws {
        let bound = try bindings.map(Self.binding)
        let type = try type.map { try CatalogueCommand.find($0) }
        let condition: Condition
        do throws(CompileFailure) {
            condition = try Condition(
                expression,
                on: type,
                binding: Dictionary(bound, uniquingKeysWith: { $1 })
            )
        } catch {
            let names = "names come from --bind NAME=JSON, or --type TYPE --resource FILE"
            let hint = self.type == nil ? names : "parapet catalogue \(self.type ?? "")"
            for problem in error.problems {
                let isOfName = problem.message.contains("undeclared")
                Terminal.say("PAR-CEL-01 \(problem)" + (isOfName ? " | hint: \(hint)" : ""))
            }
            throw ExitCode.configuration
        }
        let account = Account(id: "111122223333", name: "example")
        let outcome = try condition.evaluate(
            try resource.map { try Guardrail.Example(readFrom: $0) },
            account: account,
            estate: Estate(accounts: [account]),
            now: try time()
        )
        switch outcome {
        case .value(let value): Output.line(value.shown)
        case .unknown(let names): Output.line("unknown: \(names.sorted().joined(separator: ", "))")
        case .error(let error):
            Terminal.say("PAR-CEL-02 \(error)")
            throw ExitCode.failure
        }
    }

    private func time() throws -> Timestamp {
        guard let now else { return .now() }
        guard let time = Timestamp(now) else {
            throw ValidationError("--now wants a time such as 2026-01-03T10:00:00Z, found '\(now)'")
        }
        return time
    }

    private static func binding(_ text: String) throws -> (String, JSON) {
        let halves = text.split(separator: "=", maxSplits: 1)
        guard halves.count == 2 else {
            throw ValidationError("--bind wants name=JSON, found '\(text)'")
        }
        let (name, value) = (String(halves[0]), String(halves[1]))
        do throws(ParseFailure) {
            return (name, try JSON.parse(value))
        } catch {
            throw ValidationError(
                "--bind \(name): \(error.reason), at column \(error.column) of '\(value)';"
                    + " a text goes in double quotes"
            )
        }
    }

    private static func answer(_ line: [UInt8]) -> JSON {
        guard let request = try? JSON.parse(line), case .object = request else {
            return ["id": .null, "error": "the line is not a JSON object"]
        }
        return ConformanceLine.answer(request)
    }

    private func answerLines() {
        var lines = InputLines()
        while let line = lines.next() {
            switch line {
            case .text(let bytes): Output.line(Self.answer(bytes).text)
            case .tooLong:
                let text = "the line is longer than \(InputLines.maxBytes) bytes"
                Output.line(JSON.object(["id": .null, "error": .string(text)]).text)
            }
        }
    }
}

extension Value {
    /// As it would be written in CEL; host objects by their type.
    fileprivate var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .uint(let value): "\(value)u"
        case .double(let value): "\(value)"
        case .string(let value): JSON.string(value).text
        case .bytes(let value): "b\(JSON.string(Data(value).base64EncodedString()).text)"
        case .list(let items): "[" + items.map(\.shown).joined(separator: ", ") + "]"
        case .map(let map):
            "{"
                + zip(map.keys, map.values).map { "\($0.shown): \($1.shown)" }
                .joined(separator: ", ") + "}"
        case .timestamp(let value): "timestamp('\(value.rfc3339)')"
        case .duration(let value): "duration('\(Double(value.totalNanoseconds) / 1e9)s')"
        case .type(let type): type.name
        case .optional(nil): "optional.none()"
        case .optional(let value?): "optional.of(\(value.shown))"
        default: "a \(type)"
        }
    }
}
