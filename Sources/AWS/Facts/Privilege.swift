import Document
import Guardrails

/// How much an IAM user, group or role may do, over all its policies and its boundary.
///
/// - `administrator`: may grant itself anything, on any resource (`*`, `iam:*` or any one action
///   that writes grants, such as `iam:PutRolePolicy`).
/// - `power-user`: may change most services, three quarters of ``probes`` at least.
/// - `limited`: may change something. `read`: may only read. `none`: may do nothing.
///
/// What a Deny takes away counts as gone only where it holds for all resources and without a
/// condition; an Allow under a condition counts, because the condition can be met. Both lean to the
/// larger privilege. Service control policies and session policies are not looked at.
/// Source: IAM User Guide, "Policy evaluation logic" and "Permissions boundaries".
enum Privilege: String, Comparable {
    case none, read, limited, powerUser = "power-user", administrator

    static func < (left: Privilege, right: Privilege) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .read: 1
        case .limited: 2
        case .powerUser: 3
        case .administrator: 4
        }
    }

    static let fact = ResourceType.Fact(
        "privilege",
        .text,
        from: ["policies"],
        "none, read, limited, power-user or administrator, over all policies and the boundary",
        example: "resource.privilege in ['power-user', 'administrator']",
        judge: judge
    )

    static func judge(_ principal: Resource) -> ResourceType.Fact.Answer {
        guard principal.unread["policies"] == nil, principal.document["policies"] != nil else {
            return .unknown(["policies"])
        }
        let grants = Grants(principal)
        let (privilege, statements) = grants.privilege
        let texts = Set(statements.map(\.text))
        return .known(
            .string(privilege.rawValue),
            because: texts.sorted().map { Because(text: $0, path: "policies") }
        )
    }

    /// Actions that write grants, each with a resource that only a wildcard names.
    fileprivate static let grantWriters = [
        ("iam:AttachRolePolicy", "role"), ("iam:PutRolePolicy", "role"),
        ("iam:AttachUserPolicy", "user"), ("iam:PutUserPolicy", "user"),
        ("iam:AttachGroupPolicy", "group"), ("iam:PutGroupPolicy", "group"),
        ("iam:CreatePolicyVersion", "policy"), ("iam:SetDefaultPolicyVersion", "policy"),
    ].map { Probe(action: $0, resource: "arn:aws:iam::\(account):\($1)/\(name)") }

    /// One change in each of the services that most accounts live on.
    fileprivate static let probes = [
        ("ec2:RunInstances", "instance/"), ("s3:PutObject", ""), ("s3:PutBucketPolicy", ""),
        ("lambda:UpdateFunctionCode", "function:"), ("dynamodb:PutItem", "table/"),
        ("rds:DeleteDBInstance", "db:"), ("sqs:SendMessage", ""), ("sns:Publish", ""),
        ("kms:ScheduleKeyDeletion", "key/"), ("secretsmanager:PutSecretValue", "secret:"),
        ("cloudformation:UpdateStack", "stack/"), ("ecs:UpdateService", "service/"),
        ("logs:DeleteLogGroup", "log-group:"), ("ssm:SendCommand", "document/"),
        ("ecr:PutImage", "repository/"), ("ec2:AuthorizeSecurityGroupIngress", "security-group/"),
        ("elasticloadbalancing:DeleteLoadBalancer", "loadbalancer/"),
        ("route53:ChangeResourceRecordSets", "hostedzone/"), ("cloudtrail:StopLogging", "trail/"),
        ("events:PutRule", "rule/"),
    ].map { action, prefix in
        let service = action.prefix { $0 != ":" }
        let place = service == "s3" ? "::" : ":us-east-1:\(account)"
        return Probe(action: action, resource: "arn:aws:\(service)\(place):\(prefix)\(name)")
    }

    fileprivate struct Probe {
        let action: String
        let resource: String
    }

    private static let account = "000000000000"
    private static let name = "parapet-probe"
}

/// What a principal's policies grant together.
private struct Grants {
    let allows: [AttachedPolicy.Statement]
    let denies: [PolicyStatement]
    /// Nil where there is no boundary.
    let boundary: [PolicyStatement]?

    init(_ principal: Resource) {
        let all = AttachedPolicy.statements(of: principal)
        let policies = principal.document["policies"]?.array ?? []
        allows = all.filter { $0.statement.isAllow && !$0.isBoundary }
        denies = all.map(\.statement).filter {
            $0.isDeny && !$0.hasCondition && $0.isForAllResources
        }
        let isBounded = policies.contains { $0["kind"]?.string == "boundary" }
        boundary =
            isBounded ? all.filter { $0.isBoundary && $0.statement.isAllow }.map(\.statement) : nil
    }

    var privilege: (Privilege, [AttachedPolicy.Statement]) {
        let writers = statements(for: Privilege.grantWriters)
        if !writers.isEmpty { return (.administrator, writers.flatMap(\.self)) }
        let changers = statements(for: Privilege.probes)
        if changers.count * 4 >= Privilege.probes.count * 3 {
            return (.powerUser, changers.flatMap(\.self))
        }
        let writing = allows.filter { permits($0) { !Self.isRead($0) } }
        if !writing.isEmpty { return (.limited, writing) }
        let reading = allows.filter { permits($0) { _ in true } }
        return (reading.isEmpty ? .none : .read, reading)
    }

    /// For each probe that is allowed, the statements that allow it.
    private func statements(for probes: [Privilege.Probe]) -> [[AttachedPolicy.Statement]] {
        probes.compactMap { probe in
            guard !denies.contains(where: { $0.names(action: probe.action) }),
                boundary?.contains(where: { names($0, probe) }) != false
            else { return nil }
            let found = allows.filter { names($0.statement, probe) }
            return found.isEmpty ? nil : found
        }
    }

    private func names(_ statement: PolicyStatement, _ probe: Privilege.Probe) -> Bool {
        statement.names(action: probe.action) && statement.names(resource: probe.resource)
    }

    /// Whether anything of a kind that the statement allows is left by denies and boundary.
    private func permits(
        _ allow: AttachedPolicy.Statement,
        _ isOfKind: (String) -> Bool
    ) -> Bool {
        // Of a NotAction all but a few are left, whatever is denied by name.
        let actions = allow.statement.actions ?? ["*"]
        return actions.filter(isOfKind).contains { action in
            !denies.contains { $0.names(action: action) }
                && boundary?.contains { $0.mayMeet(action: action) } != false
        }
    }

    private static let readVerbs = [
        "get", "list", "describe", "batchget", "head", "view", "search", "lookup", "query", "scan",
        "select", "simulate", "download", "read",
    ]

    private static func isRead(_ action: String) -> Bool {
        guard let verb = action.split(separator: ":").dropFirst().first else { return false }
        return readVerbs.contains { verb.hasPrefix($0) }
    }
}

extension PolicyStatement {
    /// Whether a pattern of actions and the statement have an action in common, as far as prefixes
    /// tell.
    func mayMeet(action pattern: String) -> Bool {
        guard let actions else { return !exemptedActions.contains(pattern) }
        return actions.contains { own in
            let prefixes = (own.prefix { $0 != "*" }, pattern.prefix { $0 != "*" })
            return prefixes.0.hasPrefix(prefixes.1) || prefixes.1.hasPrefix(prefixes.0)
        }
    }
}
