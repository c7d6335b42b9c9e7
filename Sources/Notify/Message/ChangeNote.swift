import Document
import Guardrails

/// What Parapet did about a finding, will do, or could.
public struct ChangeNote: Sendable, Hashable {
    /// Nil for what could be done and nobody proposed.
    public var id: String?
    /// Such as `ec2.restrict-ingress`.
    public var action: String
    /// `planned` for what could be done.
    public var state: ChangeState
    public var waits: ChangeWait?
    public var notBefore: Timestamp?
    public var expires: Timestamp?
    /// Database roles whose members may decide.
    public var approvers: [String]
    /// Why it is in its state.
    public var reason: String?
    /// The calls, such as `ec2:RevokeSecurityGroupIngress`.
    public var calls: [String]
    public var executed: Timestamp?
    /// The change that this one takes back.
    public var undoes: String?

    public init(
        id: String?,
        action: String,
        state: ChangeState,
        waits: ChangeWait? = nil,
        notBefore: Timestamp? = nil,
        expires: Timestamp? = nil,
        approvers: [String] = [],
        reason: String? = nil,
        calls: [String] = [],
        executed: Timestamp? = nil,
        undoes: String? = nil
    ) {
        self.id = id
        self.action = action
        self.state = state
        self.waits = waits
        self.notBefore = notBefore
        self.expires = expires
        self.approvers = approvers
        self.reason = reason
        self.calls = calls
        self.executed = executed
        self.undoes = undoes
    }
}
