import Document
import Guardrails
import Policy

/// What an IAM user, group or role may do under all its policies and its boundary, and which of them
/// says so.
///
/// Service control policies, session policies and what resources grant by their own policies are not
/// looked at. An Allow under a condition counts, for a suitable request meets it; so does a Deny that a
/// request can avoid not. What is known of the principal is: its name, its account, a user's tags.
/// A group is asked about as one of its members.
struct PrincipalPermissions {
    enum Kind: String { case user, group, role }

    let kind: Kind
    let account: String
    let partition: String
    /// A group's is its own, not a member's.
    let arn: String
    /// What it is called in words.
    let who: String
    let hasBoundary: Bool
    /// Managed policies of its own account that it has.
    let managedPolicies: [String]
    /// The groups that a user is in.
    let groups: [String]
    private let principal: Resource
    private let policies: [(policy: Object, document: PolicyDocument)]
    /// These and the boundary.
    private let all: [(policy: Object, document: PolicyDocument)]
    private let permissions: Permissions

    /// The member of a group that stands for all.
    static let member = "any-member"

    /// Nil where its policies were not read.
    ///
    /// - Parameter ignoringBoundary: as if it had no boundary.
    init?(_ principal: Resource, ignoringBoundary: Bool = false) {
        guard principal.unread["policies"] == nil,
            let listed = principal.document["policies"]?.array
        else { return nil }
        self.principal = principal
        let kind = Kind(rawValue: String(principal.name.type.dropFirst("iam.".count))) ?? .role
        self.kind = kind
        account = principal.name.account
        let partition = Self.partition(principal)
        self.partition = partition
        let name = principal.name.name ?? principal.document["name"]?.string ?? principal.name.id
        who = name
        let path = principal.document["path"]?.string ?? "/"
        arn =
            principal.name.arn
            ?? "arn:\(partition):iam::\(principal.name.account):\(kind.rawValue)\(path)\(name)"
        groups = principal.document["groups"]?.array?.compactMap(\.string) ?? []
        // AWS tells them in no order.
        let read = listed.compactMap(\.object).map { policy in
            (policy: policy, document: ReadPolicies.document(policy["document"] ?? .null))
        }
        .sorted { Self.order($0.policy) < Self.order($1.policy) }
        let boundary = read.first { $0.policy["kind"] == "boundary" }?.document
        hasBoundary = boundary != nil
        all = read
        policies = read.filter { $0.policy["kind"] != "boundary" }
        let own = principal.name.account
        managedPolicies = policies.compactMap { $0.policy["arn"]?.string }
            .filter { ResourceOwner.account(of: $0) == own }
        permissions = Permissions(
            Self.question(
                PolicySet(
                    identity: policies.map(\.document),
                    boundary: ignoringBoundary ? nil : boundary
                ),
                principal,
                (kind, arn, name, partition)
            )
        )
    }

    var withoutBoundary: PrincipalPermissions? {
        PrincipalPermissions(principal, ignoringBoundary: true)
    }

    /// Where an answer is not known, what it depends on: the policy, its statement and element.
    var doubt: String {
        let told = all.lazy.compactMap { policy, document in
            document.openness.map { "\(AttachedPolicy.text(policy)), \($0)" }
        }.first
        return "policies" + (told.map { " (\($0))" } ?? "")
    }

    private static func order(_ policy: Object) -> String {
        ["kind", "group", "name", "arn"].map { policy[$0]?.string ?? "" }.joined(separator: " ")
    }

    /// By the ARNs that it tells of itself.
    private static func partition(_ principal: Resource) -> String {
        let told = ["instance_profiles", "attached_policies", "boundary"].flatMap { key in
            let value = principal.document[key]
            return value?.array?.compactMap(\.string) ?? [value?.string].compactMap(\.self)
        }
        let parts = ([principal.name.arn].compactMap(\.self) + told).first?.split(separator: ":")
        return parts.flatMap { $0.count > 1 ? String($0[1]) : nil } ?? "aws"
    }

    /// Whether a request is allowed that has all these sides.
    func answer(_ sides: [Box.Side]) -> PolicyAnswer { permissions.answer(sides) }

    /// The same for one action.
    func answer(_ action: String, _ sides: [Box.Side] = []) -> PolicyAnswer {
        permissions.answer(action, sides)
    }

    /// `ada may iam:CreateAccessKey on arn:… (inline policy 'keys', statement 'Own')`
    func because(_ request: Request, suffix: String = "") -> Because {
        Because(
            text: words(request) + suffix,
            path: "policies",
            witness: request.json
        )
    }

    /// Without what says no more than who it is.
    func words(_ request: Request) -> String {
        let told = request.keys.filter { key, _ in
            !["aws:username", "aws:principaltype"].contains(key)
                && !key.hasPrefix("aws:principaltag/")
        }
        return Request(request.principal, request.action, on: request.resource, keys: told)
            .words(of: who, by: reason(request))
    }

    /// The statement that allows it, and where it stands.
    func reason(_ request: Request) -> String? {
        policies.lazy.compactMap { policy, document in
            document.statement(allowing: request).map {
                "\(AttachedPolicy.text(policy)), \($0.title)"
            }
        }.first
    }
}

extension PrincipalPermissions {
    static func resource(_ set: StringSet) -> Box.Side {
        (key: RequestSide.resource, set: .texts(set))
    }

    /// Every request that it may be asked about.
    private static func question(
        _ policies: PolicySet,
        _ principal: Resource,
        _ names: (kind: Kind, arn: String, name: String, partition: String)
    ) -> Question {
        let account = principal.name.account
        var sides: [Box.Side] = []
        var known = ["aws:principalaccount": account]
        var absent: Set<String> = []
        switch names.kind {
        case .user:
            sides.append(Principal.user(names.arn))
            sides.append((key: "aws:username", set: .texts(.literal(names.name))))
            sides.append((key: "aws:principaltype", set: .texts(.literal("User"))))
            known["aws:username"] = names.name
            known["aws:principalarn"] = names.arn
            sides += tags(of: principal, policies)
        case .group:
            sides.append(Principal.users(ofAccount: account, partition: names.partition))
            known["aws:username"] = member
        case .role:
            sides.append(Principal.sessions(ofRole: names.arn))
            sides.append((key: "aws:username", set: .absent))
            known["aws:principalarn"] = names.arn
            absent = ["aws:username"]
        }
        var question = Question(
            policies,
            Situation(isSameAccount: true),
            // The sides are of keys of their own, so that they cannot contradict each other.
            about: (try? Box(sides)) ?? .everything,
            isIdentity: true
        )
        question.reading.known = known
        question.reading.absent = absent
        question.preferred = [
            RequestSide.action: PrivilegeProbe.examples, RequestSide.resource: ["*"],
        ]
        return question
    }

    /// A user's tags are as they are; a role's session may bring others.
    private static func tags(of user: Resource, _ policies: PolicySet) -> [Box.Side] {
        guard let tags = user.document["tags"]?.object else { return [] }
        let prefix = "aws:principaltag/"
        let asked = Set(policies.conditionKeys.filter { $0.hasPrefix(prefix) })
        return asked.sorted().map { key in
            let value = tags.first { prefix + $0.0.lowercased() == key }?.1.string
            return (key: key, set: value.map { .texts(.literal($0)) } ?? .absent)
        }
    }
}

extension PolicySet {
    /// The condition keys that its policies ask for.
    fileprivate var conditionKeys: [String] {
        (identity + [boundary].compactMap(\.self)).flatMap(\.statements).flatMap(\.conditions)
            .map(\.key)
    }
}

extension StringSet {
    static func literal(_ text: String) -> StringSet { .matching([Glob(literal: text)]) }
}
