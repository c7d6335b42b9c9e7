import Document
import Guardrails

/// What an action is asked for, and where.
struct ActionContext: Sendable {
    let request: ActionRequest
    let partition: Partition
    let own: OwnPrincipals

    var id: String { request.target.name.id }
    var type: String { request.target.name.type }
    var account: String { request.target.name.account }

    func text(_ parameter: String) -> String? { request.parameters[parameter]?.string }
    func texts(_ parameter: String) -> [String] { request.parameters[parameter]?.texts ?? [] }
    func flag(_ parameter: String) -> Bool { request.parameters[parameter]?.bool == true }

    /// A managed policy by its ARN; of a name, the account's own.
    func policyARN(_ parameter: String) -> String? {
        text(parameter).map { name in
            name.hasPrefix("arn:")
                ? name : "arn:\(partition.name):iam::\(account):policy/\(name)"
        }
    }
}

/// Who Parapet acts as: what locks these out would lock out the undo.
public struct OwnPrincipals: Sendable, Hashable {
    /// The roles that it takes on in every account.
    public var roles: Set<String>
    /// The one that makes changes, and undoes them; nil: none is named.
    public var changing: String?
    /// The ARN and the access key of its own credentials.
    public var caller: String?
    public var accessKey: String?

    public init(
        roles: Set<String> = [],
        changing: String? = nil,
        caller: String? = nil,
        accessKey: String? = nil
    ) {
        self.roles = roles
        self.changing = changing
        self.caller = caller
        self.accessKey = accessKey
    }
}
