import Document
import Guardrails

/// An account as its organization lists it; its tags are read apart.
public struct OrganizationAccount: Sendable, Hashable {
    /// Where it is in its life (AWS Organizations User Guide, "Monitor the state of your AWS
    /// accounts").
    public enum State: Sendable, Hashable {
        case pendingActivation, active, suspended, pendingClosure, closed
        /// What AWS may add.
        case other(String)

        init(_ text: String) {
            self =
                switch text {
                case "PENDING_ACTIVATION": .pendingActivation
                case "ACTIVE": .active
                case "SUSPENDED": .suspended
                case "PENDING_CLOSURE": .pendingClosure
                case "CLOSED": .closed
                default: .other(text)
                }
        }
    }

    public let id: String
    public let name: String
    public let state: State
    /// The names of its units, such as `Workloads/Production`; nil in the root.
    public let unit: String?
    /// From the root's id to that of its unit.
    public let unitIDs: [String]

    public init(id: String, name: String, state: State, unit: String?, unitIDs: [String]) {
        self.id = id
        self.name = name
        self.state = state
        self.unit = unit
        self.unitIDs = unitIDs
    }

    /// Only an active account lets anybody in.
    public var isSuspended: Bool { state != .active }
}

/// How a reading of the organization ended.
public enum OrganizationReading: Sendable, Hashable {
    /// An account that was not seen is not in the organization, or was moved while it was read.
    ///
    /// - Parameter management: the account that the organization is managed from, as the ARNs of its
    ///   accounts say it; nil: they do not.
    case complete(management: String?)
    /// An account that was not seen may well be there.
    case incomplete([Gap])
}
