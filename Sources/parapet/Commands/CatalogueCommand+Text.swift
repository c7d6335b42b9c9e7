import CEL
import Guardrails

extension CatalogueCommand {
    /// Each field with its type, and the call it costs beyond the list; then how it is read, and what
    /// all types have.
    static func text(_ type: ResourceType) -> String {
        let scope = type.isGlobal ? "one job an account" : "one job an account and region"
        let tags =
            type.tagAttribute.map { "tags cost '\($0)'" } ?? "tags, if any, come with the list"
        let reading = type.isRead ? "\(scope); \(tags)" : "nothing is read for it"
        let sections = [
            "\(type.name): \(type.title); \(reading)", fields(of: type), examples(of: type),
            methods(type.methods, of: "resource"), parts(of: type), general, events(of: type),
            type.isRead ? calls(of: type) : nil,
        ]
        return sections.compactMap(\.self).joined(separator: "\n\n")
    }

    private static func fields(of type: ResourceType) -> String? {
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
        return fields.rows.isEmpty ? nil : fields.text()
    }

    /// Of facts: what is asked of them is not always to be guessed.
    private static func examples(of type: ResourceType) -> String? {
        var table = Table(titles: ["FACT", "EXAMPLE"])
        for fact in type.facts where !fact.example.isEmpty {
            table.rows.append([fact.name, fact.example])
        }
        return table.rows.isEmpty ? nil : table.text()
    }

    static func methods(_ methods: [Function], of receiver: String) -> String? {
        var table = Table(titles: ["METHOD", "ANSWERS", "MEANING", "EXAMPLE"])
        for method in methods {
            table.rows.append([
                method.signature(on: receiver), "\(method.result)", method.meaning, method.example,
            ])
        }
        return table.rows.isEmpty ? nil : table.text()
    }

    /// What `each:` can walk over, and what lists hold.
    private static func parts(of type: ResourceType) -> String? {
        var table = Table(titles: ["PART", "MORE"])
        for element in type.elements {
            table.rows.append([element.name, "parapet catalogue \(element.name)"])
        }
        return table.rows.isEmpty ? nil : table.text()
    }

    private static var general: String {
        var table = Table(titles: ["OF ALL TYPES", "TYPE", "MEANING", "WHERE IT MAY BE ABSENT"])
        for field in ResourceType.generalFields {
            table.rows.append([
                field.name, field.shape.name, field.meaning, field.whenAbsent ?? "-",
            ])
        }
        return table.text()
            + "\n\nAny other field is absent where AWS leaves it out:"
            + " write has(resource.x) && …, or resource.?x.orValue(…)."
    }

    /// What guardrails may wait for, and where each event's record says which resource it is.
    private static func events(of type: ResourceType) -> String? {
        var table = Table(titles: ["EVENT", "NAMES IT AT"])
        for event in type.events {
            table.rows.append([
                event.name,
                event.places.map(\.text).sortedWithoutRepeats().joined(separator: ", "),
            ])
        }
        return table.rows.isEmpty ? nil : table.text()
    }

    private static func calls(of type: ResourceType) -> String {
        var calls = Table(titles: ["READ", "CALLS", "PERMISSIONS"])
        calls.rows.append([
            "list", type.listCalls.joined(separator: " "),
            type.listPermissions.joined(separator: " "),
        ])
        calls.rows.append(byID(type))
        for attribute in type.attributes {
            calls.rows.append([
                attribute.name, attribute.calls.joined(separator: " "),
                attribute.permissions.joined(separator: " "),
            ])
        }
        return calls.text()
    }

    private static func byID(_ type: ResourceType) -> [String] {
        let permissions = type.byIDPermissions.joined(separator: " ")
        return switch type.byID {
        case nil, .single: ["by id", "as listed", permissions]
        case .listing(let reason): ["by id", "as listed: \(reason)", permissions]
        case .calls: ["by id", type.byIDCalls.joined(separator: " "), permissions]
        }
    }
}

extension Function {
    /// `resource.tag(string)`
    func signature(on receiver: String) -> String {
        "\(receiver).\(name)(" + parameters.map { "\($0)" }.joined(separator: ", ") + ")"
    }
}
