import Document
import Guardrails

/// By name, the known ways in which an IAM user, group or role can become more than it is.
enum Escalations {
    static let element = ResourceType.Element(
        "iam.escalation",
        meaning: "a known way to become more: what it takes, and how far it reaches",
        example: "criteria: resource.escalations.exists(e, e.administrator)",
        fields: [
            .init("name", .text, "the actions that it takes, joined by ' + '"),
            .init(
                "target",
                .text,
                "what the first is done to: role, user, group, policy, function…"
            ),
            .init("reach", .text, "account (every target there), pattern (some), itself"),
            .init(
                "administrator",
                .flag,
                "whether it makes an administrator: it reaches every role, user, group or policy, or"
                    + " writes its own policies"
            ),
            .init("witness", .list(.text), "for each action a request that is allowed, in words"),
        ],
        key: { $0["name"]?.string ?? "" },
        text: { "\($0["name"]?.string ?? ""), reach \($0["reach"]?.string ?? "")" }
    )

    static let fact = ResourceType.Fact(
        "escalations",
        .list(.element(element.name)),
        from: ["policies"],
        "the known ways to become more that its policies leave open",
        example: "resource.escalations.exists(e, e.reach == 'account')",
        judge: judge
    )

    static func judge(_ principal: Resource) -> ResourceType.Fact.Answer {
        guard let permissions = PrincipalPermissions(principal) else {
            return .unknown(["policies"])
        }
        var search = EscalationSearch(permissions)
        var found: [EscalationSearch.Found] = []
        for way in Escalation.known {
            switch search.result(way) {
            case .none: break
            case .found(let one): found.append(one)
            case .unknown: return .unknown([permissions.doubt])
            }
        }
        return .known(
            .array(found.map { json($0, permissions) }),
            because: found.compactMap { one in
                one.requests.first.map { permissions.because($0, suffix: ": " + one.way.name) }
            }
        )
    }

    private static func json(
        _ found: EscalationSearch.Found,
        _ permissions: PrincipalPermissions
    ) -> JSON {
        [
            "name": .string(found.way.name), "target": .string(found.way.target.rawValue),
            "reach": .string(found.reach.rawValue),
            "administrator": .bool(found.isAdministrative || frees(found, permissions)),
            "witness": .list(found.requests.map { permissions.words($0) }),
        ]
    }

    /// Whether the boundary is all that keeps it from being an administrator.
    static func frees(
        _ found: EscalationSearch.Found,
        _ permissions: PrincipalPermissions
    ) -> Bool {
        guard found.way.gain == .boundary, let free = permissions.withoutBoundary else {
            return false
        }
        var search = EscalationSearch(free)
        return Escalation.known.contains { way in
            guard case .found(let found) = search.result(way) else { return false }
            return found.isAdministrative
        }
    }
}
