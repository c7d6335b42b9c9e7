/// What became of one attempt to deliver a message.
public enum Delivery: Sendable, Hashable {
    /// - Parameter reference: what the receiver calls it, where it says: a ticket's key, a message's id.
    case delivered(reference: String?)
    /// It may work another time; what was sent may have arrived all the same.
    ///
    /// - Parameter seconds: how long the receiver asks to wait, where it does.
    case later(seconds: Double?, reason: String)
    /// It will not work until somebody changes something: a wrong address, a receiver that says no,
    /// a certificate that nobody trusts.
    case refused(String)
}
