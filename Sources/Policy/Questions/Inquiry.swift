import Document

/// What people give when they ask about requests: the policies, and what is known of the request.
public struct Inquiry: Sendable {
    public var policies: PolicySet
    /// Whether the policies of the identity are given, perhaps as none.
    public var hasIdentity: Bool
    public var action: String
    public var resource: String
    /// By the key's name in lower case; without values: absent.
    public var keys: [String: [String]]

    public init(
        _ policies: PolicySet,
        hasIdentity: Bool,
        action: String,
        resource: String,
        keys: [String: [String]] = [:]
    ) {
        self.policies = policies
        self.hasIdentity = hasIdentity
        self.action = action
        self.resource = resource
        self.keys = keys
    }

    static let everything = PolicyDocument(
        ["Statement": ["Effect": "Allow", "Action": "*", "Resource": "*"]]
    )

    /// As the resource's policy: leaves everything to identity policies of every kind.
    static let everybody = PolicyDocument(
        ["Statement": ["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"]]
    )

    private var parts: [Substring] {
        resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    }

    /// The account of the resource, by its ARN or `aws:ResourceAccount`; nil where neither tells.
    var account: String? {
        if parts.count == 6, parts[4].utf8.count == 12, !parts[4].contains("*") {
            return String(parts[4])
        }
        return keys["aws:resourceaccount"]?.first
    }

    /// Keys of KMS and trust of roles: what identity policies allow counts only where the resource's
    /// policy leaves it to them.
    ///
    /// Source: AWS KMS Developer Guide, "Key policies in AWS KMS"; IAM User Guide, "Cross-account
    /// policy evaluation logic".
    var needsResourcePolicy: Bool { needsResourcePolicy(for: action) }

    func needsResourcePolicy(for action: String) -> Bool {
        guard let kind = Self.kindWithPolicy(action) else { return false }
        if Glob(kind.resource).matches(resource) { return true }
        // A pattern may be of such a resource, where the action is one on it.
        let asked = Glob(action, folds: true)
        if kind.elsewhere.contains(where: { asked.matches("\(kind.service):\($0)") }) {
            return false
        }
        var effort = Effort()
        let both = StringSet.matching([Glob(resource)]).intersection(
            .matching([Glob(kind.resource)])
        )
        return (try? both.witness(&effort)) != nil
    }

    /// Actions of the same service on something else.
    var actionsElsewhere: [String] {
        Self.kindWithPolicy(action).map { kind in kind.elsewhere.map { "\(kind.service):\($0)" } }
            ?? []
    }

    private typealias Kind = (service: String, resource: String, elsewhere: [String])

    private static func kindWithPolicy(_ action: String) -> Kind? {
        let service = action.lowercased().prefix { $0 != ":" }
        return kindsWithPolicies.first { $0.service == service }
    }

    /// What always has a policy of its own, and the actions of its service that are not on it.
    ///
    /// Source: Service Authorization Reference, "AWS Key Management Service" and "AWS Security Token
    /// Service".
    private static let kindsWithPolicies: [Kind] = [
        (
            "kms", "arn:*:kms:*:*:key/*",
            [
                "CreateKey", "ListKeys", "ListAliases", "GenerateRandom",
                "CreateCustomKeyStore", "DescribeCustomKeyStores", "UpdateCustomKeyStore",
                "ConnectCustomKeyStore", "DisconnectCustomKeyStore", "DeleteCustomKeyStore",
            ]
        ),
        (
            "sts", "arn:*:iam::*:role/*",
            [
                "GetCallerIdentity", "GetSessionToken", "GetFederationToken",
                "GetAccessKeyInfo", "DecodeAuthorizationMessage", "GetServiceBearerToken",
                "AssumeRoot",
            ]
        ),
    ]

    /// The keys with what the resource tells.
    var allKeys: [String: [String]] {
        var keys = keys
        if let account, keys["aws:resourceaccount"] == nil {
            keys["aws:resourceaccount"] = [account]
        }
        return keys
    }

    /// The keys with what the principal tells.
    ///
    /// Source: IAM User Guide, "AWS global condition context keys".
    func keys(of principal: Principal) -> [String: [String]] {
        var keys = allKeys
        func tell(_ key: String, _ value: String) {
            if keys[key] == nil { keys[key] = [value] }
        }
        switch principal {
        case .anonymous: tell("aws:principaltype", "Anonymous")
        case .identity(let arn, _):
            if arn.hasSuffix(":root") {
                tell("aws:principaltype", "Account")
            } else if arn.contains(":user/") {
                tell("aws:principaltype", "User")
                tell("aws:username", arn.split(separator: "/").last.map(String.init) ?? "")
            } else if arn.contains(":role/") {
                tell("aws:principaltype", "AssumedRole")
            } else {
                tell("aws:principaltype", "FederatedUser")
            }
        case .service, .federated, .canonicalUser: break
        }
        return keys
    }

    /// Service control policies limit identities; service-linked roles are outside of both kinds.
    func limited(_ principal: Principal?) -> PolicySet {
        var policies = policies
        guard case .identity(let arn, _) = principal else {
            policies.serviceControl = []
            return policies
        }
        if arn.contains(":role/aws-service-role/") {
            policies.serviceControl = []
            policies.resourceControl = []
        }
        return policies
    }
}
