import Document

/// A call of AWS's API, as an action plans it.
public struct ActionCall: Sendable, Hashable {
    public let service: String
    public let operation: String
    public let input: Object

    public init(_ service: String, _ operation: String, _ input: Object) {
        self.service = service
        self.operation = operation
        self.input = input
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
