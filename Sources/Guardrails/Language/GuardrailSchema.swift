import CEL
import Document

/// A JSON Schema of guardrail files, for editors: keys, words, and what they mean. What conditions
/// may say only `parapet guardrails check` knows.
public enum GuardrailSchema {
    public static func json(_ catalogue: Catalogue) -> JSON {
        let types = catalogue.types.map(\.name).sorted()
        var properties = properties
        properties["resource"] = choice(types, "The type of resource that is judged.")
        let actions = actions(catalogue.actions)
        properties["actions"] = actions
        properties["parts"] = parts(actions)
        properties["related"] = related(types.filter { catalogue[$0]?.isRead == true })
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Parapet guardrail",
            "type": "object",
            "additionalProperties": false,
            "required": ["guardrail", "title", "severity", "education", "resource", "tests"],
            "oneOf": [["required": ["criteria"]], ["required": ["parts"]]],
            "properties": .object(properties),
        ]
    }

    private static let properties: Object = [
        "guardrail": [
            "type": "string", "pattern": "^[a-z0-9-]+$",
            "description": "Its name: lower-case letters, digits and '-'.",
        ],
        "title": text("What is wrong, in one line."),
        "severity": choice(Severity.allCases.map(\.rawValue), "How urgent a finding is."),
        "was": texts("Names that it had before, the latest first: it keeps their findings."),
        "education": text("Why it matters, how to do it right, how to ask for an exception."),
        "each": [
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "description":
                "One finding per part: a name and a list, as in { rule: resource.ingress }.",
            "additionalProperties": ["type": "string", "pattern": "^resource\\."],
        ],
        "criteria": text("What makes a finding: CEL over resource, account, region, estate, now."),
        "because": text("CEL for further reasons: a text or a list of texts."),
        "filters": object([
            "accounts": texts("Only these accounts.", pattern: "^[0-9]{12}$"),
            "environments": texts("Only these environments."),
            "regions": texts("Only these regions."),
            "only": text("CEL: only where it holds."),
            "unless": text("CEL: not where it holds."),
        ]),
        "triggers": [
            "type": "array",
            "description": "When it is judged, besides sweeps that are asked for.",
            "items": object([
                "every": duration("So often."),
                "cron": text("minute hour day month weekday"),
                "event": [
                    "type": "string", "pattern": "^[^:]+:[^:]+$",
                    "description": "A CloudTrail event, such as ec2:AuthorizeSecurityGroupIngress.",
                ],
                "on": [
                    "const": "change",
                    "description": "Any event that says that a resource of its type changed.",
                ],
                "when": text("CEL over event: only then."),
            ]),
        ],
        "environments": [
            "type": "object",
            "description": "What it may do, by environment; 'default' for all others.",
            "additionalProperties": choice(Mode.allCases.map(\.rawValue), "The mode."),
        ],
        "limits": limits,
        "approval": approval,
        "iac": choice(
            Guardrail.IaC.allCases.map(\.rawValue),
            "Of resources that CloudFormation or another tool keeps: tell people, or act too."
        ),
        "settle": duration("So long a resource is left alone that only just appeared."),
        "exceptions": object([
            "granted-by": text("The group that may grant exceptions."),
            "at-most": duration("The longest that one may last."),
            "by-tag": ["type": "boolean", "description": "Whether a resource's tags may say so."],
        ]),
        "frameworks": frameworks,
        "tests": tests,
    ]

    private static func parts(_ actions: JSON) -> JSON {
        [
            "type": "object", "minProperties": 1,
            "description":
                "What must be there, by key; {region} in a key asks once in every region.",
            "additionalProperties": object(
                [
                    "criteria": text("CEL that holds where the part is missing."),
                    "text": text("What is missing, for people."),
                    "frameworks": frameworks,
                    "actions": actions,
                ],
                required: ["criteria", "text"]
            ),
        ]
    }

    private static var frameworks: JSON {
        let control: JSON = [
            "anyOf": [
                ["type": "string", "minLength": 1],
                object(
                    [
                        "control": text("The control, as its framework names it."),
                        "partly": text("What the control asks and this does not check."),
                    ],
                    required: ["control"]
                ),
            ]
        ]
        return [
            "type": "object",
            "description": "Framework to the controls that it serves, such as cis-5.0: [\"5.3\"].",
            "additionalProperties": [
                "anyOf": [control, ["type": "array", "minItems": 1, "items": control]]
            ],
        ]
    }

    private static var tests: JSON {
        let example = object(
            [
                "resource": ["type": "object"],
                "account": object([
                    "id": text("12 digits."), "name": text("Its name."),
                    "environment": text("Nothing: unclassified."),
                    "tags": ["type": "object"], "unit": text("Its organizational unit."),
                    "regions": texts("Its regions that are swept."),
                ]),
                "now": text("The time of the judgement."),
                "related": ["type": "object"],
                "estate": texts("Further accounts of the estate.", pattern: "^[0-9]{12}$"),
                "event": ["type": "object"],
                "unread": texts("What could not be read: attributes, or related.NAME."),
                "parts": texts("The keys of the parts that violate."),
            ],
            required: ["resource"]
        )
        return [
            "type": "array", "minItems": 2,
            "description": "Examples, at least one that violates and one that passes.",
            "items": [
                "type": "object", "minProperties": 1, "maxProperties": 1,
                "additionalProperties": false,
                "properties": ["violates": example, "passes": example, "unknown": example],
            ],
        ]
    }

    private static func related(_ types: [String]) -> JSON {
        [
            "type": "object",
            "description": "Resources of other types, seen as the lists related.NAME.",
            "additionalProperties": object(
                [
                    "resource": choice(types, "Their type."),
                    "match": [
                        "type": "object",
                        "description": "A field of theirs to a field of the resource.",
                        "additionalProperties": ["type": "string", "pattern": "^resource\\."],
                    ],
                    "reach": choice(
                        Guardrail.Related.Reach.allCases.map(\.rawValue),
                        "Where they are: in the resource's account, or in any of the estate."
                    ),
                    "reads": texts("Attributes that functions look at."),
                ],
                required: ["resource"]
            ),
        ]
    }

    package static func text(_ description: String) -> JSON {
        ["type": "string", "description": .string(description)]
    }

    package static func texts(_ description: String, pattern: String? = nil) -> JSON {
        var items: Object = ["type": "string"]
        items["pattern"] = pattern.map { .string($0) }
        return [
            "type": "array", "description": .string(description), "items": .object(items),
        ]
    }

    package static func duration(_ description: String) -> JSON {
        [
            "type": "string", "pattern": "^[1-9][0-9]*[smhdw]$",
            "description": .string(description + " Such as 5m, 12h or 90d."),
        ]
    }

    package static func choice(_ words: [String], _ description: String) -> JSON {
        ["enum": .array(words.map { .string($0) }), "description": .string(description)]
    }

    package static func object(_ properties: Object, required: [String] = []) -> JSON {
        var schema: Object = [
            "type": "object", "additionalProperties": false, "properties": .object(properties),
        ]
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
        return .object(schema)
    }
}
