import Document
import Guardrails

/// A change of AWS that guardrails may ask for, as values: what has to be read, what is kept of that,
/// which calls change it, and which calls change it back. One file an action in this folder.
///
/// None of its functions asks AWS or a clock: who carries them out is told apart.
struct Action: Sendable {
    /// The operations that it may plan or undo with, as `service.Operation`.
    typealias Operations = [String]

    let type: ActionType
    let sends: Operations
    let asks: Operations
    /// What is to be read, given what was read so far; asked again until it wants no more.
    let reads: @Sendable (ActionContext, _ known: Object) -> [ActionRead]
    /// What is kept as before- and as after-image: the target, and all that the plan rests on. It is
    /// what is compared before every write, so nothing in it changes by itself.
    let image: @Sendable (ActionContext, _ read: Object) -> JSON
    let plan: @Sendable (ActionContext, _ before: JSON) -> ActionPlan
    /// The calls that make `before` of `after` again. They delete nothing but what is in `after` alone.
    let undo: @Sendable (ActionContext, _ before: JSON, _ after: JSON) -> [ActionCall]

    /// What its undo does once the instance that it is about is gone; nil: it asks for no instance.
    private(set) var whenGone: WhenGone?

    /// - Parameters:
    ///   - isOfEvents: it takes back what an event brought.
    ///   - also: IAM actions that its calls need beside their own.
    init(
        _ name: String,
        title: String,
        subject: ActionType.Subject,
        parameters: [ActionType.Parameter] = [],
        isOfEvents: Bool = false,
        asks: Operations,
        sends: Operations,
        also: [String] = [],
        undoing: String,
        refuses: String,
        reads: @escaping @Sendable (ActionContext, Object) -> [ActionRead],
        image: @escaping @Sendable (ActionContext, Object) -> JSON,
        plan: @escaping @Sendable (ActionContext, JSON) -> ActionPlan,
        undo: @escaping @Sendable (ActionContext, JSON, JSON) -> [ActionCall]
    ) {
        type = ActionType(
            name,
            title: title,
            subject: subject,
            parameters: parameters,
            isOfEvents: isOfEvents,
            permissions: Set(sends.compactMap(Self.permission) + also).sorted(),
            readPermissions: Set(asks.compactMap(Self.permission)).sorted(),
            undo: undoing,
            refuses: refuses
        )
        self.sends = sends
        self.asks = asks
        self.reads = reads
        self.image = image
        self.plan = plan
        self.undo = undo
    }

    func whenGone(_ whenGone: WhenGone) -> Action {
        var action = self
        action.whenGone = whenGone
        return action
    }

    /// Nil for what is not AWS's.
    private static func permission(_ operation: String) -> String? {
        let words = operation.split(separator: ".").map(String.init)
        guard !ActionProviders.services.contains(words[0]) else { return nil }
        return Permission.action(words[0], words[1])
    }
}
