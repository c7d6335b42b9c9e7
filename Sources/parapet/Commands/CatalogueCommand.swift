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
            Of one type, or of a part that resources have: fields, facts, methods, and what to write \
            where a field may be absent.

            Example:
              parapet catalogue
              parapet catalogue s3.bucket
              parapet catalogue ec2.ingress-rule
              parapet catalogue --format json
            """
    )

    @Argument(help: "A type, such as s3.bucket, or a part's; without it all types are listed.")
    var type: String?

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        guard let name = type else {
            switch format {
            case .json: Output.line(JSON.array(Catalogue.aws.types.map(Self.json)).prettyText)
            case .table: Output.line(Self.table(Catalogue.aws.types).text())
            }
            return
        }
        if let part = CataloguePart(named: name, in: .aws) {
            switch format {
            case .json: Output.line(part.json.prettyText)
            case .table: Output.line(part.text)
            }
            return
        }
        let type = try Self.find(name)
        switch format {
        case .json: Output.line(Self.json(type).prettyText)
        case .table: Output.line(Self.text(type))
        }
    }

    static func find(_ name: String) throws -> ResourceType {
        guard let type = Catalogue.aws[name] else {
            let parts = Catalogue.aws.types.flatMap(\.elements).map(\.name)
            let names = Catalogue.aws.types.map(\.name) + parts
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
}
