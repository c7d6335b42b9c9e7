import AWS
import ArgumentParser
import CEL
import Document
import Guardrails

struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Show the resource types that guardrails can judge, and what reading them costs.",
        discussion: """
            Example:
              parapet catalogue
              parapet catalogue s3.bucket
              parapet catalogue --format json
            """
    )

    @Argument(help: "One type, such as s3.bucket; without it all are listed.")
    var type: String?

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        guard let name = type else {
            switch format {
            case .json: print(JSON.array(Catalogue.aws.types.map(Self.json)).prettyText)
            case .table: print(Self.table(Catalogue.aws.types).text())
            }
            return
        }
        let type = try Self.find(name)
        switch format {
        case .json: print(Self.json(type).prettyText)
        case .table: print(Self.text(type))
        }
    }

    static func find(_ name: String) throws -> ResourceType {
        guard let type = Catalogue.aws[name] else {
            let names = Catalogue.aws.types.map(\.name)
            throw Failure(
                "PAR-CAT-01 there is no resource type '\(name)'",
                hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                    ?? "parapet catalogue"
            )
        }
        return type
    }

    private static func table(_ types: [ResourceType]) -> Table {
        var table = Table(titles: ["TYPE", "SCOPE", "ATTRIBUTES", "TITLE"])
        for type in types.sorted(by: { $0.name < $1.name }) {
            table.rows.append([
                type.name, type.isGlobal ? "global" : "regional",
                type.attributes.map(\.name).joined(separator: " "), type.title,
            ])
        }
        return table
    }

    /// Each field with its type, and the call it costs beyond the list.
    private static func text(_ type: ResourceType) -> String {
        var fields = Table(titles: ["FIELD", "TYPE", "COSTS", "MEANING"])
        for field in type.fields {
            fields.rows.append([
                field.name, field.shape.name, field.attribute ?? "-", field.meaning,
            ])
        }
        for fact in type.facts {
            let costs = fact.attributes.joined(separator: " ")
            fields.rows.append([fact.name, fact.shape.name, costs, fact.meaning])
        }
        var calls = Table(titles: ["READ", "CALLS", "PERMISSIONS"])
        calls.rows.append([
            "list", type.listCalls.joined(separator: " "),
            type.listPermissions.joined(separator: " "),
        ])
        for attribute in type.attributes {
            calls.rows.append([
                attribute.name, attribute.calls.joined(separator: " "),
                attribute.permissions.joined(separator: " "),
            ])
        }
        guard type.isRead else {
            return "\(type.name): \(type.title); nothing is read for it\n\n\(fields.text())"
        }
        let scope = type.isGlobal ? "one job an account" : "one job an account and region"
        let tags =
            type.tagAttribute.map { "tags cost '\($0)'" } ?? "tags, if any, come with the list"
        return "\(type.name): \(type.title); \(scope); \(tags)\n\n"
            + (fields.rows.isEmpty ? "" : fields.text() + "\n\n") + calls.text()
    }

    private static func json(_ type: ResourceType) -> JSON {
        let texts = { (texts: [String]) in JSON.array(texts.map { .string($0) }) }
        return [
            "type": .string(type.name), "title": .string(type.title),
            "service": .string(type.service), "global": .bool(type.isGlobal),
            "calls": texts(type.listCalls), "permissions": texts(type.listPermissions),
            "fields": .array(
                type.fields.map {
                    [
                        "name": .string($0.name), "type": .string($0.shape.name),
                        "attribute": $0.attribute.map { .string($0) } ?? .null,
                        "meaning": .string($0.meaning),
                    ]
                }
            ),
            "facts": .array(
                type.facts.map {
                    [
                        "name": .string($0.name), "type": .string($0.shape.name),
                        "attributes": texts($0.attributes), "meaning": .string($0.meaning),
                    ]
                }
            ),
            "attributes": .array(
                type.attributes.map {
                    [
                        "name": .string($0.name), "calls": texts($0.calls),
                        "permissions": texts($0.permissions),
                    ]
                }
            ),
        ]
    }
}
