/// One request as AWS judges it: who, what, on what, and the condition keys that it carries.
public struct Request: Sendable, Hashable {
    public let principal: Principal
    /// `s3:GetObject`; the case does not matter.
    public let action: String
    /// An ARN.
    public let resource: String
    /// By the key's name in lower case; a key that is not there is absent.
    public let keys: [String: [String]]

    public init(
        _ principal: Principal,
        _ action: String,
        on resource: String,
        keys: [String: [String]] = [:]
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.keys = keys
    }

    /// What it carries under a key; what the principal says by itself is filled in.
    public func values(_ key: String) -> [String]? {
        if let values = keys[key] { return values.isEmpty ? nil : values }
        switch key {
        case "aws:principalarn":
            guard case .identity(let arn, _) = principal else { return nil }
            return [arn]
        case "aws:principalaccount", "kms:calleraccount": return principal.account.map { [$0] }
        case "aws:principalisawsservice":
            return switch principal {
            case .service: ["true"]
            case .identity, .canonicalUser: ["false"]
            // A request without a signature does not carry it.
            case .anonymous, .federated: nil
            }
        case "aws:principalservicename":
            guard case .service(let name) = principal else { return nil }
            return [name]
        default: return nil
        }
    }
}
