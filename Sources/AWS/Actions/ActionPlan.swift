import Document

/// A call of AWS's API, or of a provider's beside it, as an action plans it.
public struct ActionCall: Sendable {
    /// As AWS's models call it, or one of ``ActionProviders/services``.
    public let service: String
    public let operation: String
    public let input: Object
    /// It is not sent before so much time has passed since the call before it. It says nothing of what
    /// the call is: two that differ in it alone are the same.
    public let pauseSeconds: Int
    /// Whether sending it again is as good as having sent it once, so that nobody has to wait until it
    /// shows whether it arrived. It says nothing of what the call is, either.
    public let isRepeatable: Bool

    public init(
        _ service: String,
        _ operation: String,
        _ input: Object,
        pauseSeconds: Int = 0,
        isRepeatable: Bool = false
    ) {
        self.service = service
        self.operation = operation
        self.input = input
        self.pauseSeconds = pauseSeconds
        self.isRepeatable = isRepeatable
    }
}

extension ActionCall: Hashable {
    public static func == (one: ActionCall, other: ActionCall) -> Bool {
        one.service == other.service && one.operation == other.operation
            && one.input == other.input
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(service)
        hasher.combine(operation)
        hasher.combine(input)
    }
}

/// A read that an action rests on.
struct ActionRead: Sendable {
    /// What the answer is called among those read; absent where AWS says that there is none.
    let name: String
    let service: String
    let operation: String
    let input: Object
    /// The member with the items of what is read page by page; nil: the answer is one document.
    let items: String?

    init(
        _ name: String,
        _ service: String,
        _ operation: String,
        _ input: Object = [:],
        items: String? = nil
    ) {
        self.name = name
        self.service = service
        self.operation = operation
        self.input = input
        self.items = items
    }
}

/// What an action would do about what it read.
public enum ActionPlan: Sendable, Hashable {
    /// These calls, in this order, and what should then be found in the image; ids that AWS assigns
    /// and settings that it adds are not in it.
    case calls([ActionCall], after: JSON)
    /// There is nothing to do.
    case alreadyRight
    /// It will not be done, for the reason given.
    case refused(String)
}
