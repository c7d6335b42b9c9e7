import Document
import Guardrails
import Playbooks

/// How a step changes something: by one action, on its targets one after another. Each is a change of
/// the ledger, with what was there before, the calls, what was found after, and its undo.
public struct Response: Sendable {
    public enum Targets: Sendable {
        /// In the order in which they are changed, all in the step's account and region; they differ in
        /// their target or their part. None: nothing to do.
        case found([ActionRequest])
        /// Nothing is changed.
        /// - Parameter isFinal: trying again would not help.
        case failed(String, isFinal: Bool)
    }

    /// What became of one target.
    public struct Changed: Sendable {
        public let request: ActionRequest
        /// The action's images; the same where nothing had to be done.
        public let before: JSON
        public let after: JSON
        /// The ledger's id; nil where nothing had to be done.
        public let change: String?
        /// AWS's ids of what was asked.
        public let requests: [String]

        public init(
            request: ActionRequest,
            before: JSON,
            after: JSON,
            change: String?,
            requests: [String] = []
        ) {
            self.request = request
            self.before = before
            self.after = after
            self.change = change
            self.requests = requests
        }
    }

    let action: Action
    let findTargets: @Sendable (StepContext) async -> Targets
    let makeAnswer: @Sendable (StepContext, [Changed]) -> Object

    public func targets(_ context: StepContext) async -> Targets { await findTargets(context) }

    /// What the step answers when all of them are as they should be.
    public func answer(_ context: StepContext, _ changed: [Changed]) -> Object {
        makeAnswer(context, changed)
    }
}

extension Step {
    /// A step that responds by an action.
    ///
    /// - Parameters:
    ///   - keeps: why what it made stays when the run is taken back; nil: the action's undo is made.
    ///   - limits: those of the step's jobs.
    ///   - containment: nil: it lets flows be.
    static func responding(
        _ action: Action,
        site: StepType.Site = .region,
        inputs: [StepType.Input],
        outputs: [StepType.Output] = [],
        keeps: String? = nil,
        limits: StepType.Limits = StepType.Limits(),
        containment: Containment? = nil,
        targets: @escaping @Sendable (StepContext) async -> Response.Targets,
        answer: @escaping @Sendable (StepContext, [Response.Changed]) -> Object = { _, _ in [:] }
    ) -> Step {
        let type = StepType(
            action.type.name,
            title: action.type.title,
            kind: .respond,
            site: site,
            inputs: inputs,
            outputs: outputs,
            permissions: action.type.permissions,
            undo: keeps == nil ? action.type.undo : nil,
            limits: limits
        )
        return Step(
            type,
            response: Response(
                action: action,
                findTargets: targets,
                makeAnswer: answer
            ),
            containment: containment
        )
    }
}
