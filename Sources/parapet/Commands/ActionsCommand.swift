import AWS
import ArgumentParser
import CEL
import Document
import Guardrails

struct ActionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "actions",
        abstract: "Show the actions that guardrails can ask for, and how each is undone.",
        discussion: """
            Of one action: what it is for, its parameters, when it is refused, what it takes in AWS.

            Example:
              parapet actions
              parapet actions ec2.restrict-ingress
              parapet actions --format json
            """
    )

    @Argument(help: "An action, such as ec2.restrict-ingress; without it all are listed.")
    var name: String?

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        let actions = Catalogue.aws.actions.sorted { $0.name < $1.name }
        guard let name else {
            switch format {
            case .json: Output.line(JSON.array(actions.map(Self.json)).prettyText)
            case .table: Output.line(Self.table(actions).text())
            }
            return
        }
        guard let action = Catalogue.aws[action: name] else {
            throw Failure(
                "PAR-ACT-01 there is no action '\(name)'",
                hint: Suggestion.nearest(to: name, in: actions.map(\.name))
                    .map { "did you mean '\($0)'?" } ?? "parapet actions"
            )
        }
        switch format {
        case .json: Output.line(Self.json(action).prettyText)
        case .table: Output.line(Self.text(action))
        }
    }

    private static func table(_ actions: [ActionType]) -> Table {
        var table = Table(titles: ["ACTION", "DOES", "UNDONE"])
        for action in actions { table.rows.append([action.name, action.title, action.undo]) }
        return table
    }

    private static func text(_ action: ActionType) -> String {
        var sections = [
            """
            \(action.name): \(action.title)
            for      \(action.subject.text)
            undone   \(action.undo)
            refuses  \(action.refuses)
            """
        ]
        if !action.parameters.isEmpty {
            var table = Table(titles: ["PARAMETER", "TYPE", "DEFAULT", "MEANING"])
            for parameter in action.parameters {
                let standard = parameter.standard?.text ?? "-"
                table.rows.append([
                    parameter.name, parameter.shape.name,
                    parameter.isRequired ? "required" : standard, parameter.meaning,
                ])
            }
            sections.append(table.text())
        }
        sections.append(
            """
            changes  \(action.permissions.joined(separator: ", "))
            reads    \(action.readPermissions.joined(separator: ", "))
            """
        )
        return sections.joined(separator: "\n\n")
    }

    private static func json(_ action: ActionType) -> JSON {
        let parameters = action.parameters.map { parameter -> JSON in
            [
                "name": .string(parameter.name), "type": .string(parameter.shape.name),
                "required": .bool(parameter.isRequired),
                "default": parameter.standard ?? .null, "meaning": .string(parameter.meaning),
            ]
        }
        return [
            "action": .string(action.name), "title": .string(action.title),
            "for": .string(action.subject.text), "parameters": .array(parameters),
            "permissions": .list(action.permissions), "reads": .list(action.readPermissions),
            "undo": .string(action.undo), "refuses": .string(action.refuses),
        ]
    }
}
