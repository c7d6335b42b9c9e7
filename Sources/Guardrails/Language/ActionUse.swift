import CEL
import Document

/// One entry of a guardrail's `actions:`.
public struct ActionUse: Sendable {
    /// A value of `with:`.
    public enum Argument: Sendable {
        case literal(JSON)
        /// What a condition's language says when the action is planned.
        case computed(Program)
    }

    public enum Kind: Sendable {
        /// - Parameters:
        ///   - on: what is changed instead of the resource itself.
        ///   - with: by the parameters' names.
        case change(ActionType, on: Program?, with: [String: Argument])
        /// People and channels are told.
        case notify(to: [String])
        /// A run is started.
        case playbook(PlaybookUse)
    }

    public let kind: Kind
    /// People are warned so long before it is done.
    public let afterSeconds: Int?
    public let place: Place

    public var action: ActionType? {
        if case .change(let action, _, _) = kind { action } else { nil }
    }

    public var playbook: PlaybookUse? {
        if case .playbook(let use) = kind { use } else { nil }
    }

    /// Whether it does something about a finding, beside telling people.
    public var acts: Bool { action != nil || playbook != nil }

    /// What the ledger calls what it does.
    var actionName: String? { action?.name ?? playbook?.action }

    /// What it needs and nobody gave: it proposes nothing.
    public var missing: [ActionType.Parameter] {
        guard case .change(let action, _, let with) = kind else { return [] }
        return action.parameters.filter { $0.isRequired && with[$0.name] == nil }
    }

    var programs: [Program] {
        if let playbook { return playbook.programs }
        guard case .change(_, let on, let with) = kind else { return [] }
        return [on].compactMap(\.self)
            + with.sorted { $0.key < $1.key }.compactMap { argument in
                if case .computed(let program) = argument.value { program } else { nil }
            }
    }
}
