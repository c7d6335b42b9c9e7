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
            Example:
              parapet eval 'rule.from <= 22 && rule.to >= 22' --bind 'rule={"from":20,"to":25}'
              parapet eval --batch < requests.jsonl

            With --batch each line of the input is a request (id, expr, bindings, …) and each line \
            of the output its answer (id, and value or error).
            """
    )

    @Argument(help: "The expression.")
    var expression: String?

    @Option(name: .customLong("bind"), help: "A variable as name=JSON; may be given again.")
    var bindings: [String] = []

    @Flag(help: "Read requests from the standard input, one JSON object a line.")
    var batch = false

    func validate() throws {
        guard batch == (expression == nil) else {
            throw ValidationError("give an expression, or --batch")
        }
    }

    func run() throws {
        if let expression { try evaluate(expression) } else { answerLines() }
    }

    private func evaluate(_ expression: String) throws {
        var declarations = Declarations()
        var values = Bindings()
        for binding in bindings {
            let halves = binding.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, let json = try? JSON.parse(String(halves[1])) else {
                throw ValidationError("--bind wants name=JSON, found '\(binding)'")
            }
            let name = String(halves[0])
            declarations.variables[name] = .dyn
            values[name] = .value(Value(json: json))
        }
        let program: Program
        do throws(CompileFailure) {
            program = try Program(expression, declarations: declarations)
        } catch {
            for problem in error.problems {
                FileHandle.standardError.write(Data("PAR-CEL-01 \(problem)\n".utf8))
            }
            throw ExitCode.configuration
        }
        switch program.evaluate(values) {
        case .value(let value): print(value.shown)
        case .unknown(let names): print("unknown: \(names.sorted().joined(separator: ", "))")
        case .error(let error):
            FileHandle.standardError.write(Data("PAR-CEL-02 \(error)\n".utf8))
            throw ExitCode.failure
        }
    }

    private func answerLines() {
        while let line = readLine() {
            guard let request = try? JSON.parse(line), case .object = request else {
                print(JSON.object(["id": .null, "error": "the line is not a JSON object"]).text)
                continue
            }
            print(ConformanceLine.answer(request).text)
            // A person or program at the other end waits for each answer.
            fflush(nil)
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
