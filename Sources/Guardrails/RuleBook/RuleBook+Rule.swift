import Document

extension RuleBook {
    /// What the database keeps of a guardrail, for reports and for deciding on exceptions.
    public struct Rule: Sendable, Hashable {
        public let name: String
        /// Names that it had before, the latest first.
        public let was: [String]
        public let title: String
        public let education: String
        public let severity: Severity
        public let resourceType: String
        public let service: String
        /// What it says itself, and what follows for other versions of the frameworks.
        public let controls: [FrameworkControl]
        /// The types that a part of it needs, by the part's key: a read of others that is missing
        /// leaves it judged.
        public let partTypes: [String: [String]]
        /// The group that may grant exceptions; nil: nobody.
        public let grantedBy: String?
        public let atMostSeconds: Int?
        /// Whether tags except anything in any environment; in which, a look tells.
        public let byTag: Bool
        /// What must be read for it.
        public let reads: [Read]
        /// Where it applies at all.
        public let reach: Reach
        public let isJoin: Bool
        public let isSwept: Bool

        public init(_ guardrail: Guardrail, _ frameworks: [Framework] = []) {
            name = guardrail.name
            was = guardrail.was
            title = guardrail.title
            education = guardrail.education
            severity = guardrail.severity
            resourceType = guardrail.type.name
            service = guardrail.type.service
            controls =
                guardrail.controls + frameworks.flatMap { $0.controls(like: guardrail.controls) }
            partTypes = guardrail.partTypes
            grantedBy = guardrail.exceptions.grantedBy
            atMostSeconds = guardrail.exceptions.atMostSeconds
            byTag = guardrail.exceptsByTagAnywhere
            reads = guardrail.ruleReads
            reach = Reach(guardrail)
            isJoin = guardrail.ground != .scope
            isSwept = guardrail.isSwept
        }
    }

    public var rules: [Rule] { guardrails.map { Rule($0, frameworks) } }
}

extension RuleBook.Rule {
    /// Framework to the names of its controls, without what is said of them.
    private var frameworks: Object {
        var names: [String: [String]] = [:]
        for control in controls { names[control.framework, default: []].append(control.control) }
        return Object(
            names.sorted { $0.key < $1.key }.map {
                ($0.key, .string($0.value.joined(separator: " ")))
            }
        )
    }

    private func json(of control: FrameworkControl) -> JSON {
        var json = control.json.object ?? Object()
        if let types = control.part.flatMap({ partTypes[$0] }) { json["types"] = .list(types) }
        return .object(json)
    }

    /// As the database reads it; equal rules are equal texts.
    public var json: JSON {
        [
            "guardrail": .string(name), "was": .list(was), "title": .string(title),
            "education": .string(education), "severity": .string(severity.rawValue),
            "resource_type": .string(resourceType),
            "service": .string(service),
            "frameworks": .object(frameworks), "controls": .array(controls.map(json)),
            "granted_by": .optional(grantedBy),
            "at_most_seconds": atMostSeconds.map { .int(Int64($0)) } ?? .null,
            "by_tag": .bool(byTag),
            "reads": .array(reads.map(\.json)), "reach": reach.json,
            "is_join": .bool(isJoin), "is_swept": .bool(isSwept),
        ]
    }
}
