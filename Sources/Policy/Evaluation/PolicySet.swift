/// The policies that together decide a request.
public struct PolicySet: Sendable, Hashable {
    /// Of the user or role itself and, for a user, its groups. In these, the boundary and the session's
    /// policy a statement that names no resources is one that IAM refuses: unknown.
    public var identity: [PolicyDocument] { didSet { identity = identity.map(\.namingResources) } }
    public var boundary: PolicyDocument? { didSet { boundary = boundary?.namingResources } }
    public var session: PolicyDocument? { didSet { session = session?.namingResources } }
    public var resource: PolicyDocument?
    /// Levels of the organization, each of which has to allow: the root, units, the account.
    public var serviceControl: [[PolicyDocument]]
    /// The same for the resource's account.
    public var resourceControl: [[PolicyDocument]]

    public init(
        identity: [PolicyDocument] = [],
        boundary: PolicyDocument? = nil,
        session: PolicyDocument? = nil,
        resource: PolicyDocument? = nil,
        serviceControl: [[PolicyDocument]] = [],
        resourceControl: [[PolicyDocument]] = []
    ) {
        self.identity = identity.map(\.namingResources)
        self.boundary = boundary?.namingResources
        self.session = session?.namingResources
        self.resource = resource
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}

/// What decides beside the policies' texts.
public struct Situation: Sendable, Hashable {
    /// Whether principal and resource are of one account.
    public var isSameAccount: Bool
    /// KMS keys and trust of roles: what identity policies allow counts only where the resource's
    /// policy leaves it to them.
    public var needsResourcePolicy: Bool
    /// The management account and service-linked roles are outside of service control policies.
    public var isExemptFromControl: Bool

    public init(
        isSameAccount: Bool,
        needsResourcePolicy: Bool = false,
        isExemptFromControl: Bool = false
    ) {
        self.isSameAccount = isSameAccount
        self.needsResourcePolicy = needsResourcePolicy
        self.isExemptFromControl = isExemptFromControl
    }
}

extension PolicyDocument {
    /// The same as a policy that has to name resources. Source: IAM User Guide, "IAM JSON policy
    /// elements: Resource".
    fileprivate var namingResources: PolicyDocument {
        guard statements.contains(where: { $0.resources == nil }) else { return self }
        return PolicyDocument(statements.map(\.namingResources), doubt: doubt)
    }
}

extension PolicySet {
    var documents: [PolicyDocument] {
        identity + [boundary, session, resource].compactMap(\.self)
            + serviceControl.flatMap(\.self) + resourceControl.flatMap(\.self)
    }

    private var conditions: [PolicyCondition] {
        documents.flatMap(\.statements).flatMap(\.conditions)
    }

    /// Keys that some condition reads as one value.
    var singleKeys: Set<String> {
        CarriedKey.names.union(
            conditions.filter { $0.test.quantifier == .one && $0.test.comparison != .null }.map(
                \.key
            )
        )
    }

    /// A value that each key may have where it only has to be there: of the kind that conditions read.
    var plainValues: [String: [String]] {
        var values: [String: [String]] = [:]
        for condition in conditions {
            switch condition.test.comparison {
            case .ipAddress: values[condition.key] = ["1.0.0.1"]
            case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
                .numericGreaterThanEquals, .dateEquals, .dateLessThan, .dateLessThanEquals,
                .dateGreaterThan, .dateGreaterThanEquals:
                values[condition.key] = ["0"]
            default: break
            }
        }
        return values
    }
}
