import AWS
import ArgumentParser
import CEL
import Cluster
import Document
import Guardrails
import Playbooks

extension StepsCommand {
    struct Do: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Do one step that looks into something, and print what it answers.",
            discussion: """
                In this process, by this machine's credentials and parapet.yaml, without a database: \
                what sweeps would have seen is read from AWS. One that changes something is not done \
                so: it belongs into a playbook, so that the rules say who may, and the ledger keeps \
                what was there before. With --junit the file has one case, for a CI server. Exit code \
                1: it failed.

                Example:
                  parapet steps run waf.find-public-servers --with accounts='["222222222222"]'
                """
        )

        @Argument(help: "A step that analyses, such as ec2.find-exposure.")
        var name: String

        @Option(help: "An input, NAME=VALUE; lists and mappings as JSON.")
        var with: [String] = []

        @Option(help: "A file for what came of it, as JUnit has it.")
        var junit: String?

        func run() async throws {
            let type = try StepsCommand.find(name)
            guard let step = Step.named(type.name), type.kind == .analyse else {
                throw Failure(
                    "PAR-RUN-30 '\(name)' changes something, and without a run nobody keeps what was "
                        + "there before",
                    hint: "write a playbook with this step, and run that"
                )
            }
            let inputs = try StepInputs(with, of: type).values
            let here = try await LocalRunning(Wiring())
            let alone = StepAlone(
                step,
                sessions: here.sessions,
                roles: here.configuration.roles,
                inventory: here.inventory
            )
            let answer = await alone.answer(inputs)
            try junit.map { try StepJUnit(step: name, answer).write(to: $0) }
            switch answer {
            case .done(let outputs): Output.line(JSON.object(outputs).prettyText)
            case .later(let seconds):
                throw Failure(
                    "PAR-RUN-32 '\(name)' is not over: it wants to be asked again in \(seconds) s",
                    hint: "run it again then",
                    exitCode: .failure
                )
            case .failed(let message, _):
                throw Failure(
                    "PAR-RUN-32 '\(name)' failed: \(message)",
                    hint: "parapet steps \(name)",
                    exitCode: .failure
                )
            }
        }
    }
}

/// What was typed for a step's inputs.
struct StepInputs {
    let values: Object

    init(_ words: [String], of step: StepType) throws {
        var values = Object()
        let inputs = step.inputs(aimed: false)
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            guard parts.count == 2, let input = inputs.first(where: { $0.name == parts[0] }) else {
                throw Self.wrong("'\(word)' is no NAME=VALUE of '\(step.name)'", inputs, parts[0])
            }
            guard values[input.name] == nil else {
                throw Self.wrong("'\(input.name)' is given twice", inputs, "")
            }
            guard let value = Self.value(parts[1], input.shape) else {
                let expected = input.shape.expectation
                throw Self.wrong("'\(input.name)' is \(expected), not '\(parts[1])'", inputs, "")
            }
            if let problem = input.problem(value) {
                throw Self.wrong("'\(input.name)': \(problem)", inputs, "")
            }
            values[input.name] = value
        }
        for input in inputs where values[input.name] == nil {
            guard !input.isRequired else {
                throw Self.wrong("'\(input.name)' is missing: \(input.meaning)", inputs, "")
            }
            values[input.name] = input.standard
        }
        self.values = values
    }

    private static func value(_ text: String, _ shape: Shape) -> JSON? {
        let json: JSON? = shape == .text ? .string(text) : try? JSON.parse(text)
        return json.flatMap { shape.value(of: $0, []) == nil ? nil : $0 }
    }

    private static func wrong(
        _ message: String,
        _ inputs: [StepType.Input],
        _ name: String
    ) -> Failure {
        let names = inputs.map(\.name)
        return Failure(
            "PAR-RUN-32 \(message)",
            hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                ?? "it has \(names.joined(separator: ", "))"
        )
    }
}

/// One step for a CI server.
struct StepJUnit {
    private let text: String

    init(step: String, _ answer: StepAnswer) {
        let name = JUnitFormat.escaped(step)
        let outcome: String
        var (failures, skipped) = (0, 0)
        switch answer {
        case .done: outcome = "/>"
        case .later(let seconds):
            skipped = 1
            outcome = "><skipped message=\"it is not over for \(seconds) s\"/></testcase>"
        case .failed(let message, _):
            failures = 1
            let reason = JUnitFormat.escaped(message.visible)
            outcome = "><failure type=\"step\" message=\"\(reason)\"/></testcase>"
        }
        text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite name="\(name)" tests="1" failures="\(failures)" errors="0" skipped="\(skipped)">
                <testcase classname="\(name)" name="\(name)"\(outcome)
              </testsuite>
            </testsuites>

            """
    }

    func write(to file: String) throws {
        do {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(
                "PAR-OUT-02 \(file) cannot be written: \(error.localizedDescription)",
                hint: "see that its folder exists, and that you may write there",
                exitCode: .failure
            )
        }
    }
}
