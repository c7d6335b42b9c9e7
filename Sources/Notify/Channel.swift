import Guardrails

/// A way to people or to other programs. One file each in `Channels/`, named in `Channels/All.swift`.
public protocol Channel: Sendable {
    /// As `type:` of parapet.yaml says it.
    static var type: String { get }
    /// The longest text that the receiver takes; more is cut, with a count of what was.
    static var maxCharacters: Int { get }

    /// Nil where the configuration is of another type.
    init?(_ configuration: Configuration.Channel, _ services: ChannelServices)

    /// Delivers once. Every end is a value; secrets are in none of them.
    ///
    /// - Parameter address: whom to tell, where the channel can tell more than one: a mailbox, or the
    ///   ticket that is known. Nil: whom its configuration names.
    func deliver(_ parcel: Parcel, to address: String?) async -> Delivery

    /// Tries the way with a message that tells nothing. Delivered: it works, and the reference says how
    /// that is known.
    func test(_ parcel: Parcel, to address: String?) async -> Delivery

    /// The workflow that people set on findings over there, by their ids, once they were delivered. Of
    /// what nobody says there is nothing.
    func workflows(of parcel: Parcel) async -> [String: String]
}

extension Channel {
    public func test(_ parcel: Parcel, to address: String?) async -> Delivery {
        await deliver(parcel, to: address)
    }

    public func workflows(of parcel: Parcel) async -> [String: String] { [:] }
}
