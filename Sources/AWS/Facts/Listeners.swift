import Guardrails

/// The topics with a confirmed subscription, and the accounts whose subscriptions are known.
///
/// A subscription of another account to an own topic is confirmed there: what is listed of it without its
/// ARN does not say whether it is.
/// Source: SNS API Reference, "ListSubscriptions"; SNS Developer Guide, "Sending Amazon SNS messages to an
/// Amazon SQS queue in a different account".
struct Listeners {
    private var topics: Set<String> = []
    /// Those with nobody but such subscriptions.
    private var perhaps: Set<String> = []
    private let accounts: Set<String>

    init(_ subscriptions: [DocumentObject]) {
        accounts = Set(subscriptions.compactMap { $0.text("account") })
        for subscription in subscriptions {
            guard let topic = subscription.said("topic", "TopicArn")?.string else { continue }
            let state = subscription.said("arn_or_state", "SubscriptionArn")?.string
            let owner = subscription.said(nil, "Owner")?.string
            if state?.hasPrefix("arn:") == true {
                topics.insert(topic)
            } else if let owner, owner != subscription.text("account"), state != "Deleted" {
                perhaps.insert(topic)
            }
        }
    }

    /// Whether somebody hears what an alarm of an account tells.
    func hear(_ actions: [String], of account: String) -> Kleene {
        actions.reduce(.no) { heard, action in heard || hear(action, account) }
    }

    private func hear(_ action: String, _ account: String) -> Kleene {
        if topics.contains(action) { return .yes }
        let unknown = Kleene.unknown(["subscriptions of \(action)"])
        if perhaps.contains(action) { return unknown }
        guard action.split(separator: ":").dropFirst(2).first == "sns",
            let owner = ResourceOwner.account(of: action), owner != account,
            !accounts.contains(owner)
        else { return .no }
        return unknown
    }
}
