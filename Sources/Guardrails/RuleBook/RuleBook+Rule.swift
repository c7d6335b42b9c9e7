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
        public let ground: Guardrail.Ground
        /// What it may change.
        public let changes: Changes

        /// What the database holds people and programs to.
        public struct Changes: Sendable, Hashable {
            /// By environment; the last that holds for all others is `default`.
            public let modes: [String: Mode]
            /// Who may approve: roles, and those of owners where owners may.
            public let approvers: [String]
            public let ownerRoles: [String]
            public let atMost: Mode
            /// Whether it has something to do, and a role to do it with.
            public let isActing: Bool
            /// The playbooks that it starts.
            public let playbooks: [String]
            /// Who is told of what is done about its findings.
            public let tells: [String]
            /// The tags that name owners.
            public let ownerTags: [String]

            /// Whether it proposes anything in any environment.
            public var proposes: Bool {
                isActing && modes.values.contains { $0 == .approve || $0 == .enforce }
            }
        }

        public init(
            _ guardrail: Guardrail,
            _ frameworks: [Framework] = [],
            changes: Changes
        ) {
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
            ground = guardrail.ground
            self.changes = changes
        }
    }

    public var rules: [Rule] {
        guardrails.map { Rule($0, frameworks, changes: changes(of: $0)) }
    }

    private func changes(of guardrail: Guardrail) -> Rule.Changes {
        let isActing = isActing(guardrail)
        let names = Set(
            configuration.environments.map(\.name)
                + configuration.accounts.compactMap(\.environment) + guardrail.environments.keys
        ).subtracting(["default"])
        var modes: [String: Mode] = [:]
        for name in names { modes[name] = guardrail.mode(in: name) }
        modes["default"] = guardrail.mode(in: "")
        // What cannot act is proposed nothing.
        if !isActing {
            modes = modes.mapValues { [.approve, .enforce].contains($0) ? .notify : $0 }
        }
        let by = guardrail.approval.by
        return Rule.Changes(
            modes: modes,
            approvers: by.compactMap { if case .role(let name) = $0 { name } else { nil } },
            ownerRoles: by.contains(.owner) ? configuration.owners.roles.map(\.role) : [],
            atMost: configuration.changesAtMost,
            isActing: isActing,
            playbooks: Set(guardrail.allActions.compactMap { $0.playbook?.name }).sorted(),
            tells: guardrail.allReceivers,
            ownerTags: configuration.owners.tags
        )
    }
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
            "ground": .string(ground.rawValue),
            "changes": changes.json,
        ]
    }
}

extension RuleBook.Rule.Changes {
    fileprivate var json: JSON {
        let modes = Object(
            modes.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.rawValue)) }
        )
        var json: Object = [
            "modes": .object(modes), "approvers": .list(approvers),
            "owner_roles": .list(ownerRoles), "at_most": .string(atMost.rawValue),
            "acts": .bool(isActing), "tells": .list(tells), "owner_tags": .list(ownerTags),
        ]
        if !playbooks.isEmpty { json["playbooks"] = .list(playbooks) }
        return .object(json)
    }
}
