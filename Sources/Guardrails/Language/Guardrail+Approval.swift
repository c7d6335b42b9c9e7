extension Guardrail {
    /// Who may let a proposed change be made, and how long they have.
    public struct Approval: Sendable, Hashable {
        public enum Approver: Sendable, Hashable {
            /// A role of the database: its members.
            case role(String)
            /// The role that `owners.roles` of parapet.yaml gives for the resource's owner.
            case owner
        }

        /// Any of them; empty: nobody may.
        public var by: [Approver]
        public var expiresSeconds = 72 * 3600

        public init(by: [Approver], expiresSeconds: Int = 72 * 3600) {
            self.by = by
            self.expiresSeconds = expiresSeconds
        }
    }

    /// What becomes of a resource that a tool keeps as code writes it, such as CloudFormation.
    public enum IaC: String, Sendable, Hashable, CaseIterable {
        /// People are told what to mend there.
        case notify
        /// It is changed like any other.
        case act
    }

    /// Who may approve; where nobody says, who may grant exceptions.
    public var approval: Approval {
        var approval = Approval(
            by: approvalKeys.by ?? exceptions.grantedBy.map { [.role($0)] } ?? []
        )
        approval.expiresSeconds = approvalKeys.expiresSeconds ?? approval.expiresSeconds
        return approval
    }
}

extension Guardrail.Approval {
    /// What somebody wrote of it; nil: nothing.
    public struct Keys: Sendable, Hashable {
        public var by: [Approver]?
        public var expiresSeconds: Int?

        public init() {}

        /// Key by key; lists are replaced.
        public func overlaid(by keys: Keys) -> Keys {
            var laid = self
            laid.by = keys.by ?? by
            laid.expiresSeconds = keys.expiresSeconds ?? expiresSeconds
            return laid
        }
    }
}

extension Guardrail.Approval.Approver {
    /// As files have it.
    public init(text: String) { self = text == "owner" ? .owner : .role(text) }

    /// As files have it.
    public var text: String {
        switch self {
        case .role(let name): name
        case .owner: "owner"
        }
    }
}
