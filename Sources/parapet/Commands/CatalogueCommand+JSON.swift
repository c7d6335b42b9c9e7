import CEL
import Document
import Guardrails

extension CatalogueCommand {
    static func json(_ type: ResourceType) -> JSON {
        [
            "type": .string(type.name), "title": .string(type.title),
            "service": .string(type.service), "global": .bool(type.isGlobal),
            "calls": .list(type.listCalls), "permissions": .list(type.listPermissions),
            "by_id": ["calls": .list(type.byIDCalls), "permissions": .list(type.byIDPermissions)],
            "fields": .array(type.fields.map(json)),
            "facts": .array(
                type.facts.map {
                    [
                        "name": .string($0.name), "type": .string($0.shape.name),
                        "attributes": .list($0.attributes), "meaning": .string($0.meaning),
                        "example": .string($0.example),
                    ]
                }
            ),
            "attributes": .array(
                type.attributes.map {
                    [
                        "name": .string($0.name), "calls": .list($0.calls),
                        "permissions": .list($0.permissions),
                    ]
                }
            ),
            "methods": .array(type.methods.map(json)),
            "parts": .list(type.elements.map(\.name)),
            "events": .array(
                type.events.map { event in
                    [
                        "event": .string(event.name),
                        "named_at": .list(event.places.map(\.text).sortedWithoutRepeats()),
                    ]
                }
            ),
            "general": .array(
                ResourceType.generalFields.map {
                    [
                        "name": .string($0.name), "type": .string($0.shape.name),
                        "meaning": .string($0.meaning), "when_absent": .optional($0.whenAbsent),
                    ]
                }
            ),
        ]
    }

    static func json(_ field: ResourceType.Field) -> JSON {
        [
            "name": .string(field.name), "type": .string(field.shape.name),
            "attribute": .optional(field.attribute), "meaning": .string(field.meaning),
        ]
    }

    static func json(_ method: Function) -> JSON {
        [
            "name": .string(method.name), "parameters": .list(method.parameters.map { "\($0)" }),
            "answers": .string("\(method.result)"), "meaning": .string(method.meaning),
            "example": .string(method.example),
        ]
    }
}
