import Document

/// The same policy in other words: order, repetitions, case.
enum Respelling {
    static func of(_ document: JSON) -> JSON {
        guard case .object(var object) = document else { return document }
        let statements = (object["Statement"]?.array ?? []).reversed().map { item -> JSON in
            guard case .object(let members) = item else { return item }
            return .object(
                Object(
                    members.reversed().map { name, value in
                        switch (name, value) {
                        case ("Action", .array(let items)), ("NotAction", .array(let items)):
                            (name, .array(items.reversed().map { upper($0) } + items))
                        case (_, .array(let items)): (name, .array(items.reversed() + items))
                        case ("Condition", .object(let blocks)):
                            (name, .object(Object(blocks.map { ($0.0, keys($0.1)) })))
                        default: (name, value)
                        }
                    }
                )
            )
        }
        object["Statement"] = .array(statements)
        return .object(object)
    }

    private static func upper(_ json: JSON) -> JSON { .string((json.string ?? "").uppercased()) }

    private static func keys(_ json: JSON) -> JSON {
        .object(Object((json.object ?? [:]).map { ($0.0.uppercased(), $0.1) }))
    }
}
