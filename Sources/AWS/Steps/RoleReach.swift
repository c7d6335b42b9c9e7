import Document
import Guardrails

/// What a role may do and who uses it, of values.
struct RoleReach {
    let outputs: Object

    /// - Parameters:
    ///   - id: the instance that is looked into.
    ///   - instances: those with one of its profiles.
    ///   - functions: those that run as it.
    init(
        of role: Resource,
        exceptFor id: String,
        _ instances: [Resource],
        _ functions: [Resource]
    ) {
        let others = instances.filter {
            $0.name.id != id && $0.text("state") != "terminated"
        }.sorted { $0.name.id < $1.name.id }
        let names = functions.map(\.name.id).sorted()
        let isRevocable = Self.isRevocable(role)
        var notes: [String] = []
        var outputs: Object = [
            "role": .string(role.name.id), "role_arn": .optional(role.name.arn),
            "trusted": role.document["trust"] ?? .null,
            "instances": .array(
                others.map { other in
                    [
                        "id": .string(other.name.id), "account": .string(other.name.account),
                        "region": .string(other.name.region),
                    ]
                }
            ),
            "functions": .list(names), "revocable": .bool(isRevocable),
            "policies": .list(
                role.texts("attached_policies")
                    + (role.document["inline_policies"]?.array ?? [])
                    .compactMap { $0["PolicyName"]?.string.map { "inline policy \($0)" } }
            ),
            "impact": .list(
                Self.impact(role.name.id, others.count, names, isRevocable: isRevocable)
            ),
        ]
        outputs["last_used"] = role.document["last_used"]
        let answers = [Privilege.judge(role), Escalations.judge(role)]
        outputs.judge("privilege", answers[0], &notes)
        outputs.judge("escalations", answers[1], &notes)
        let because = answers.flatMap { answer in
            if case .known(_, let because) = answer { because.map(\.text) } else { [String]() }
        }
        var seen: Set<String> = []
        outputs["witnesses"] = .list(because.filter { seen.insert($0).inserted })
        outputs["notes"] = .list(notes)
        self.outputs = outputs
    }

    /// Roles of AWS's services and of IAM Identity Center are not edited by their account.
    ///
    /// Source: IAM User Guide, "Revoking IAM role temporary security credentials".
    static func isRevocable(_ role: Resource) -> Bool {
        let path = role.text("path") ?? ""
        return !path.hasPrefix("/aws-service-role/") && !path.hasPrefix("/aws-reserved/")
            && !role.name.id.hasPrefix("AWSReservedSSO_")
    }

    private static func impact(
        _ role: String,
        _ instances: Int,
        _ functions: [String],
        isRevocable: Bool
    ) -> [String] {
        guard isRevocable else {
            return [
                "the sessions of \(role) cannot be revoked: AWS lets no account change that role"
            ]
        }
        var impact: [String] = []
        if instances > 0 {
            impact.append(
                "revoking the sessions of \(role) also ends those of \(instances) more instances,"
                    + " until they fetch new ones"
            )
        }
        if !functions.isEmpty {
            impact.append(
                "revoking the sessions of \(role) also ends those of the functions"
                    + " \(functions.joined(separator: ", "))"
            )
        }
        if impact.isEmpty { impact = ["no other instance or function is known to use \(role)"] }
        return impact
    }
}

extension Object {
    /// What a fact says of it; left out, with a note, where nobody can tell.
    fileprivate mutating func judge(
        _ name: String,
        _ answer: ResourceType.Fact.Answer,
        _ notes: inout [String]
    ) {
        switch answer {
        case .known(let known, _): self[name] = known
        case .unknown(let missing):
            notes.append("nobody can tell its \(name): \(missing.sorted().joined(separator: ", "))")
        }
    }
}
