import Document

/// What is to be said of a sweep beside its figures.
public struct SweepNotes: Sendable, Hashable {
    /// Accounts that match no environment.
    public var unclassified: Int
    /// Whether the configuration says that this is as it should be.
    public var isAllowed: Bool
    /// Files that do not load.
    public var broken: [String]
    /// How often guardrails name accounts that nobody has: they are judged nowhere there.
    public var strangers: Int
    /// For people, one after another.
    public var lines: [String]

    public init(
        unclassified: Int = 0,
        isAllowed: Bool = false,
        broken: [String] = [],
        strangers: Int = 0,
        lines: [String] = []
    ) {
        self.unclassified = unclassified
        self.isAllowed = isAllowed
        self.broken = broken
        self.strangers = strangers
        self.lines = lines
    }

    /// Whether not everything could be judged because of it.
    public var isIncomplete: Bool {
        unclassified > 0 && !isAllowed || !broken.isEmpty || strangers > 0
    }
}

extension SweepNotes {
    var json: JSON {
        [
            "unclassified": .int(Int64(unclassified)), "allowed": .bool(isAllowed),
            "broken": .list(broken), "strangers": .int(Int64(strangers)), "lines": .list(lines),
        ]
    }

    init(_ json: JSON) {
        self.init(
            unclassified: Int(json["unclassified"]?.int ?? 0),
            isAllowed: json["allowed"]?.bool ?? false,
            broken: json["broken"]?.texts ?? [],
            strangers: Int(json["strangers"]?.int ?? 0),
            lines: json["lines"]?.texts ?? []
        )
    }
}
