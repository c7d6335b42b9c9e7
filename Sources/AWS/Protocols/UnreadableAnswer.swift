import Document

/// An answer that is not what the model says it must be. Nothing of it is used, except by who asked
/// for a list and can do without some of its items.
struct UnreadableAnswer: Error, Sendable, Hashable, CustomStringConvertible {
    let reason: String
    /// All the rest, where only items of its lists could not be read.
    var rest: Object?

    var description: String { "the answer is not readable: \(reason)" }
}
