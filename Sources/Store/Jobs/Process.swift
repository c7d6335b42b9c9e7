import Platform

/// A running program in the database's eyes. It is told apart by a secret drawn at its start; its
/// name, which everybody may see, is made from that, so that none can act in another's name and a
/// restarted program cannot pass for its predecessor.
public struct Process: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable {
        case worker, coordinator
        /// Receives AWS's events, and nothing else.
        case feed
        /// Sends messages, and nothing else.
        case notifier
    }

    public let role: Role
    let secret: String

    /// - Parameter secret: what to draw the name from; by default by lot.
    public init(_ role: Role, secret: String = hex(randomBytes(16))) {
        self.role = role
        self.secret = "\(role.rawValue.prefix(1))-\(secret)"
    }

    /// As `parapet.process_name` makes it.
    public var name: String { "\(secret.prefix(2))\(SHA256.hexDigest(secret.utf8).prefix(32))" }
}
