import CEL
import Document
import Foundation
import Guardrails

/// Evaluates every condition of the file given, whose documents are spelt out, and prints the
/// nanoseconds that one evaluation takes: the best of several rounds, a line each.
@main
enum Conditions {
    private static let rounds = 7
    private static let roundSeconds = 0.2

    static func main() throws {
        let file = CommandLine.arguments.dropFirst().first ?? ""
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for condition in try JSON.parse(text).array ?? [] {
            guard let expression = condition["expression"]?.string,
                let variable = condition["variable"]?.string,
                let document = condition["document"], let answer = condition["answer"]?.bool
            else { preconditionFailure("not a condition: \(condition)") }
            let program = try Program(
                expression,
                declarations: Declarations(variables: [variable: .dyn])
            )
            let bindings: Bindings = [variable: .value(Value(json: document))]
            precondition(program.evaluate(bindings).bool == answer, "\(expression)")
            print(nanoseconds { program.evaluate(bindings).bool == answer })
        }
    }

    private static func nanoseconds(_ body: () -> Bool) -> Int {
        var best = Double.infinity
        for _ in 0..<rounds {
            var count = 0
            let start = ContinuousClock.now
            var elapsed = 0.0
            while elapsed < roundSeconds {
                for _ in 0..<100 { precondition(body()) }
                count += 100
                elapsed = start.duration(to: .now) / .seconds(1)
            }
            best = min(best, elapsed * 1e9 / Double(count))
        }
        return Int(best.rounded())
    }
}
