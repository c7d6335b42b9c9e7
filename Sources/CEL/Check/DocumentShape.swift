/// What is known of a dynamic document before there is one: a member that it cannot have is a
/// mistake. Where nothing is known, as in a map with keys of its owner's, nothing is checked.
public protocol DocumentShape: Sendable {
    /// For messages.
    var name: String { get }
    /// The members it may have; nil where it may have any.
    var members: [String]? { get }
    func member(_ name: String) -> (any DocumentShape)?
    /// Of a list, what is in it.
    var element: (any DocumentShape)? { get }
}
