import AWS
import ArgumentParser
import Document
import Guardrails
import Playbooks

struct StepsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps",
        abstract: "Show the steps that playbooks are made of, or do one that looks into something.",
        discussion: """
            Without a subcommand it shows them; 'parapet help steps run' tells how one is done.

            Example:
              parapet steps
              parapet steps ec2.find-exposure
              parapet steps --format json
            """,
        subcommands: [Show.self, Do.self],
        defaultSubcommand: Show.self
    )

    /// - Throws: what nobody knows.
    static func find(_ name: String) throws -> StepType {
        guard let step = StepCatalogue.aws[name] else {
            throw Failure(
                "PAR-PLB-11 there is no step '\(name)'",
                hint: StepCatalogue.aws.nearest(to: name).map { "did you mean '\($0)'?" }
                    ?? "parapet steps"
            )
        }
        return step
    }
}

extension StepsCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the steps, or one.",
            discussion: """
                Of one step: what it is given, what it answers, whether it changes anything, how that \
                is undone, what it takes in AWS.

                Example:
                  parapet steps show ec2.find-exposure
                """
        )

        @Argument(help: "A step, such as ec2.find-exposure; without it all are listed.")
        var name: String?

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() throws {
            guard let name else {
                let steps = StepCatalogue.aws.steps.sorted { $0.name < $1.name }
                switch format {
                case .json: Output.line(JSON.array(steps.map(\.json)).prettyText)
                case .table: Output.line(Self.table(steps).text())
                }
                return
            }
            let step = try StepsCommand.find(name)
            switch format {
            case .json: Output.line(step.json.prettyText)
            case .table: Output.line(step.text)
            }
        }

        private static func table(_ steps: [StepType]) -> Table {
            var table = Table(titles: ["STEP", "CHANGES", "UNDONE", "DOES"])
            for step in steps {
                table.rows.append([
                    step.name, step.kind == .respond ? "yes" : "no", step.undoneText, step.title,
                ])
            }
            return table
        }
    }
}

extension StepType {
    fileprivate var undoneText: String {
        kind == .analyse ? "-" : undo ?? "cannot be"
    }

    fileprivate var text: String {
        var sections = [
            """
            \(name): \(title)
            changes  \(kind == .respond ? "yes" : "nothing")
            undone   \(undoneText)
            limits   \(limits.attempts) attempts, \(limits.timeoutSeconds) s, \(limits.items) items
            """
        ]
        if kind == .respond { sections[0] += ", \(limits.writesPerSecond) calls a second" }
        let inputs = inputs(aimed: true)
        if !inputs.isEmpty {
            var table = Table(titles: ["INPUT", "TYPE", "DEFAULT", "MEANING"])
            for input in inputs {
                table.rows.append([
                    input.name, input.shape.name,
                    input.isRequired ? "required" : input.standard?.text ?? "-", input.meaning,
                ])
            }
            sections.append(table.text())
        }
        if !outputs.isEmpty {
            var table = Table(titles: ["OUTPUT", "TYPE", "MEANING"])
            for output in outputs {
                table.rows.append([output.name, output.shape.name, output.meaning])
            }
            sections.append(table.text())
        }
        let calls = permissions.isEmpty ? "nothing" : permissions.joined(separator: ", ")
        sections.append("asks AWS for  \(calls)")
        return sections.joined(separator: "\n\n")
    }

    fileprivate var json: JSON {
        let inputs = inputs(aimed: true).map { input -> JSON in
            [
                "name": .string(input.name), "type": .string(input.shape.name),
                "required": .bool(input.isRequired), "default": input.standard ?? .null,
                "meaning": .string(input.meaning),
            ]
        }
        let outputs = outputs.map { output -> JSON in
            [
                "name": .string(output.name), "type": .string(output.shape.name),
                "meaning": .string(output.meaning),
            ]
        }
        return [
            "step": .string(name), "title": .string(title), "kind": .string(kind.rawValue),
            "changes": .bool(kind == .respond), "inputs": .array(inputs),
            "outputs": .array(outputs), "permissions": .list(permissions),
            "undo": .optional(undo),
            "limits": [
                "attempts": .int(Int64(limits.attempts)),
                "wait_seconds": .int(Int64(limits.waitSeconds)),
                "timeout_seconds": .int(Int64(limits.timeoutSeconds)),
                "items": .int(Int64(limits.items)),
                "writes_per_second": .int(Int64(limits.writesPerSecond)),
            ],
        ]
    }
}
