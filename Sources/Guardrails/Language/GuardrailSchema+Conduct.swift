import Document

extension GuardrailSchema {
    static let limits = object([
        "changes-per-sweep": count(from: 0, "The most that actions change in one sweep."),
        "share-per-sweep": [
            "type": "string", "pattern": "^([1-9][0-9]?|100)%$",
            "description": "The same as a share of the resources judged, such as 5%; one at least.",
        ],
        "changes-per-hour": count(
            from: 0,
            "The most that actions change in an account in one hour."
        ),
        "waves": [
            "type": "array", "minItems": 1,
            "description":
                "So many at once, each wave when the one before is over; 'all' at the end.",
            "items": ["anyOf": [["type": "integer", "minimum": 1], ["const": "all"]]],
        ],
        "failures-in-a-row": count(from: 1, "After so many nothing more is changed."),
        "writes-per-second": count(from: 1, "Calls that change something, by account and region."),
    ])

    static let approval = object([
        "by": [
            "anyOf": [
                ["type": "string", "minLength": 1],
                ["type": "array", "minItems": 1, "items": ["type": "string", "minLength": 1]],
            ],
            "description": "Roles of the database, or 'owner'; without it exceptions.granted-by.",
        ],
        "expires": duration("A proposal that nobody decided lapses after so long."),
    ])

    private static func count(from least: Int64, _ description: String) -> JSON {
        ["type": "integer", "minimum": .int(least), "description": .string(description)]
    }
}
