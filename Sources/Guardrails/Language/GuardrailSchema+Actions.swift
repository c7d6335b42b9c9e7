import Document

extension GuardrailSchema {
    /// What is done about a finding: one form for each action, so that an editor offers its parameters.
    static func actions(_ actions: [ActionType]) -> JSON {
        let notify = object(
            [
                "do": word("notify", "Tells people and channels."),
                "to": [
                    "anyOf": [
                        ["type": "string"],
                        ["type": "array", "minItems": 1, "items": ["type": "string"]],
                    ],
                    "description": "'owner', or a channel.",
                ],
                "after": duration("So long after the finding opened."),
            ],
            required: ["do", "to"]
        )
        let playbook = object(
            [
                "do": word("playbook", "Starts a run of a playbook."),
                "on": text("CEL for the resource that it is run on, such as related.roles[0]."),
                "with": object(
                    [
                        "name": text("The playbook's name."),
                        "target": argument(
                            .init("target", .text, "The id or ARN of what it is run on.")
                        ),
                        "inputs": [
                            "type": "object", "description": "The playbook's own inputs.",
                        ],
                    ],
                    required: ["name"]
                ),
                "after": duration("People are warned so long before."),
            ],
            required: ["do", "with"]
        )
        return [
            "type": "array",
            "description": "What is done about a finding; 'parapet actions' explains each.",
            "items": ["anyOf": .array(actions.map(form) + [notify, playbook])],
        ]
    }

    private static func form(_ action: ActionType) -> JSON {
        var properties: Object = ["do": word(action.name, action.title)]
        if case .resources = action.subject {
            properties["on"] = text("CEL for what is changed instead, such as related.roles.")
        }
        if !action.parameters.isEmpty {
            properties["with"] = object(
                Object(action.parameters.map { ($0.name, argument($0)) })
            )
        }
        properties["after"] = duration("People are warned so long before.")
        return object(properties, required: ["do"])
    }

    package static func argument(_ parameter: ActionType.Parameter) -> JSON {
        [
            "anyOf": [
                value(parameter.shape),
                object(["cel": text("CEL that says it.")], required: ["cel"]),
            ],
            "description": .string(parameter.meaning),
        ]
    }

    package static func value(_ shape: Shape) -> JSON {
        switch shape {
        case .text, .timestamp: ["type": "string"]
        case .flag: ["type": "boolean"]
        case .int: ["type": "integer"]
        case .double: ["type": "number"]
        case .list(let element): ["type": "array", "items": value(element)]
        case .map(let shape): ["type": "object", "additionalProperties": value(shape)]
        case .element, .any: [:]
        }
    }

    package static func word(_ word: String, _ description: String) -> JSON {
        ["const": .string(word), "description": .string(description)]
    }
}
