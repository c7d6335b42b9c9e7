import Document
import Guardrails
import Policy

/// How much an IAM user, group or role may do, over all its policies and its boundary.
///
/// - `administrator`: may become anything in its account: one of the known ways (``Escalation``)
///   reaches every role, user, group or policy, or it may write its own policies.
/// - `power-user`: may change most services, three quarters of ``PrivilegeProbe/all`` at least.
/// - `limited`: may change something. `read`: may only read. `none`: may do nothing.
///
/// Source: IAM User Guide, "Policy evaluation logic" and "Permissions boundaries".
enum Privilege: String {
    case none, read, limited, powerUser = "power-user", administrator

    static let fact = ResourceType.Fact(
        "privilege",
        .text,
        from: ["policies"],
        "none, read, limited, power-user or administrator, over all policies and the boundary",
        example: "resource.privilege in ['power-user', 'administrator']",
        judge: judge
    )

    static func judge(_ principal: Resource) -> ResourceType.Fact.Answer {
        guard let permissions = PrincipalPermissions(principal) else {
            return .unknown(["policies"])
        }
        if let answer = administrator(permissions) ?? powerUser(permissions) { return answer }
        let changes = (
            key: RequestSide.action, set: KeySet.texts(.matchingNone(of: readVerbs))
        )
        return some(.limited, permissions.answer([changes]), permissions)
            ?? some(.read, permissions.answer([]), permissions)
            ?? .known(.string(Privilege.none.rawValue), because: [])
    }

    /// Nil where it is none for certain.
    private static func administrator(
        _ permissions: PrincipalPermissions
    ) -> ResourceType.Fact.Answer? {
        var search = EscalationSearch(permissions)
        var isOpen = false
        for way in Escalation.known where way.gain != .workload {
            switch search.result(way) {
            case .none: break
            case .unknown: isOpen = true
            case .found(let found):
                guard found.isAdministrative || Escalations.frees(found, permissions) else {
                    continue
                }
                return .known(
                    .string(Privilege.administrator.rawValue),
                    because: found.requests.map { permissions.because($0) }
                )
            }
        }
        return isOpen ? .unknown([permissions.doubt]) : nil
    }

    private static func powerUser(
        _ permissions: PrincipalPermissions
    ) -> ResourceType.Fact.Answer? {
        let region =
            Partition.all.first { $0.name == permissions.partition }?.mainRegion ?? "us-east-1"
        var allowed: [Request] = []
        var open = 0
        for probe in PrivilegeProbe.all {
            let arn = probe.arn(permissions.partition, permissions.account, region: region)
            switch permissions.answer(probe.action, [PrincipalPermissions.resource(.literal(arn))])
            {
            case .yes(let request): allowed.append(request)
            case .unknown: open += 1
            case .no: break
            }
        }
        let wanted = PrivilegeProbe.all.count * 3
        guard allowed.count * 4 < wanted else {
            return .known(
                .string(Privilege.powerUser.rawValue),
                because: permissions.oneOfEachStatement(allowed)
            )
        }
        return (allowed.count + open) * 4 < wanted ? nil : .unknown([permissions.doubt])
    }

    private static func some(
        _ privilege: Privilege,
        _ answer: PolicyAnswer,
        _ permissions: PrincipalPermissions
    ) -> ResourceType.Fact.Answer? {
        switch answer {
        case .yes(let request):
            .known(.string(privilege.rawValue), because: [permissions.because(request)])
        case .unknown: .unknown([permissions.doubt])
        case .no: nil
        }
    }

    private static let readVerbs = [
        "get", "list", "describe", "batchget", "head", "view", "search", "lookup", "query", "scan",
        "select", "simulate", "download", "read",
    ].map { Glob("*:\($0)*", folds: true) }
}

extension PrincipalPermissions {
    /// The first request of each statement that allows some, in their order.
    func oneOfEachStatement(_ requests: [Request]) -> [Because] {
        var seen: Set<String> = []
        return requests.filter { seen.insert(reason($0) ?? "").inserted }.map { because($0) }
    }
}
