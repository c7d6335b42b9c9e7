import CEL
import Document
import Guardrails

/// A part of resources, such as a security group's rule, with where it is found.
struct CataloguePart {
    private let element: ResourceType.Element
    private let methods: [Function]
    /// The lists that hold it, by the type of resource.
    private let places: [(type: String, field: String)]

    /// Nil where no type has such a part.
    init?(named name: String, in catalogue: Catalogue) {
        let owners = catalogue.types.filter { $0.elements.contains { $0.name == name } }
        guard let owner = owners.first,
            let element = owner.elements.first(where: { $0.name == name })
        else { return nil }
        self.element = element
        methods = owner.methods(of: element)
        places = owners.flatMap { type in
            type.partLists.filter { $0.element.name == name }.map { (type.name, $0.name) }
        }
    }

    private var variable: String {
        element.name.split { $0 == "." || $0 == "-" }.last.map(String.init) ?? "part"
    }

    var text: String {
        var fields = Table(titles: ["FIELD", "TYPE", "MEANING"])
        for field in element.fields {
            fields.rows.append([field.name, field.shape.name, field.meaning])
        }
        var title = element.name
        if !element.meaning.isEmpty { title += ": \(element.meaning)" }
        for place in places {
            title += "\nof \(place.type): each: { \(variable): resource.\(place.field) }"
        }
        return [title, fields.text(), CatalogueCommand.methods(methods, of: variable)]
            .compactMap(\.self).joined(separator: "\n\n")
            + "\n\nA field is absent where AWS leaves it out:"
            + " write has(\(variable).x) && …, or \(variable).?x.orValue(…)."
    }

    var json: JSON {
        [
            "part": .string(element.name), "meaning": .string(element.meaning),
            "of": .array(
                places.map { ["type": .string($0.type), "field": .string($0.field)] }
            ),
            "fields": .array(element.fields.map { CatalogueCommand.json($0) }),
            "methods": .array(methods.map { CatalogueCommand.json($0) }),
        ]
    }
}
