import Document
import Guardrails

/// A JSON Schema of playbook files, for editors: keys, words, and what they mean. What conditions may
/// say, and what goes with what, only `parapet playbook check` knows.
public enum PlaybookSchema {
    public static func json(_ catalogue: Catalogue, _ steps: StepCatalogue) -> JSON {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Parapet playbook",
            "type": "object",
            "additionalProperties": false,
            "required": .list(Playbook.requiredKeys),
            "properties": [
                "playbook": [
                    "type": "string", "pattern": "^[a-z][a-z0-9-]*$",
                    "description": "Its name: lower-case letters, digits and '-'.",
                ],
                "kind": GuardrailSchema.choice(
                    Playbook.Kind.allCases.map(\.rawValue),
                    "A workflow is run on a target; an orchestration finds its own."
                ),
                "title": GuardrailSchema.text("What it is for, in one line."),
                "target": GuardrailSchema.choice(
                    catalogue.types.map(\.name).sorted(),
                    "The type of what a workflow is run on."
                ),
                "inputs": inputs,
                "steps": [
                    "type": "array", "minItems": 1,
                    "description": "What is done, in this order unless 'after' says otherwise.",
                    "items": ["anyOf": .array(steps.steps.map(step))],
                ],
                "tests": tests,
            ],
        ]
    }

    private static let inputs: JSON = [
        "type": "object",
        "description": "What whoever starts it may say, by an option of that name.",
        "additionalProperties": GuardrailSchema.object(
            [
                "type": GuardrailSchema.choice(
                    PlaybookInput.Kind.allCases.map(\.rawValue),
                    "What is typed."
                ),
                "default": ["description": "Without it, somebody has to say it."],
                "meaning": GuardrailSchema.text("What it is for."),
                "needs": GuardrailSchema.texts("Inputs that are to be said where it is."),
            ],
            required: ["type", "meaning"]
        ),
    ]

    private static func step(_ type: StepType) -> JSON {
        var properties: Object = [
            "step": [
                "type": "string", "pattern": "^[a-z][a-z0-9-]*$",
                "description": "Its name; conditions write '_' for '-'.",
            ],
            "do": GuardrailSchema.word(type.name, type.title),
        ]
        let inputs = type.inputs(aimed: true)
        if !inputs.isEmpty {
            properties["with"] = GuardrailSchema.object(
                Object(inputs.map { ($0.name, GuardrailSchema.argument($0)) }),
                required: inputs.filter(\.isRequired).map(\.name)
            )
        }
        for (name, value) in common(type) { properties[name] = value }
        let needsInputs = inputs.contains(where: \.isRequired)
        return GuardrailSchema.object(
            properties,
            required: ["step", "do"] + (needsInputs ? ["with"] : [])
        )
    }

    private static func common(_ type: StepType) -> Object {
        [
            "when": GuardrailSchema.text("CEL: only where it holds."),
            "after": [
                "anyOf": [
                    ["type": "string"], ["type": "array", "items": ["type": "string"]],
                ],
                "description": "The steps that have to be over; else the one before.",
            ],
            "each": GuardrailSchema.text("CEL for a list: once for each 'item'."),
            "at-most": [
                "type": "integer", "minimum": 1, "maximum": .int(Int64(type.limits.items)),
                "description": "With 'each': more items are a failure.",
            ],
            "gate": GuardrailSchema.object(
                [
                    "by": [
                        "anyOf": [
                            ["type": "string", "minLength": 1],
                            [
                                "type": "array", "minItems": 1,
                                "items": ["type": "string", "minLength": 1],
                            ],
                        ],
                        "description": "Roles of the database whose members may decide.",
                    ],
                    "two-persons": [
                        "anyOf": [["type": "boolean"], ["type": "string"]],
                        "description": "Whether two have to agree, or CEL that says it.",
                    ],
                    "reason": GuardrailSchema.text("What is asked."),
                ],
                required: ["by", "reason"]
            ),
            "retry": GuardrailSchema.object([
                "attempts": [
                    "type": "integer", "minimum": 1, "maximum": 100,
                    "description": "How often it is tried in all.",
                ],
                "wait": GuardrailSchema.duration("Before the second attempt, then twice as long."),
            ]),
            "timeout": GuardrailSchema.duration("The longest it may take, with all attempts."),
            "may-fail": ["type": "boolean", "description": "The run goes on where it failed."],
        ]
    }

    private static var tests: JSON {
        let names = { (description: String) in GuardrailSchema.texts(description) }
        return [
            "type": "array", "minItems": 1,
            "description": "Examples; every step is done in one of them.",
            "items": GuardrailSchema.object(
                [
                    "it": GuardrailSchema.text("What it shows."),
                    "target": ["type": "object"],
                    "account": ["type": "object"],
                    "inputs": ["type": "object"],
                    "case": GuardrailSchema.text("The case that it is for."),
                    "forensics": ["type": "object"],
                    "now": GuardrailSchema.text("The time of the run."),
                    "only": ["const": "analyse"],
                    "outputs": [
                        "type": "object",
                        "description": "By step: what it answers; a list with 'each'.",
                    ],
                    "fails": names("Steps that fail."),
                    "approves": names("Steps whose gates are passed."),
                    "rejects": names("Steps whose gates are not."),
                    "runs": names("What is done, in this order."),
                    "skips": names("What is left out."),
                    "waits": names("Where it waits in the end."),
                    "undoes": names("What is taken back when somebody asks for it, in this order."),
                    "status": GuardrailSchema.choice(
                        Run.Status.allCases.map(\.rawValue),
                        "How it ends: else done, or waiting at 'waits', or undone."
                    ),
                ],
                required: ["runs"]
            ),
        ]
    }
}
