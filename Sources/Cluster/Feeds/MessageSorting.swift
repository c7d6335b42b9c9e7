import AWS
import Guardrails
import Store

/// What messages turn out to be, by the rules and accounts of one moment. A function of values.
struct MessageSorting: Sendable {
    /// A message, and the queue that it came from.
    struct Message: Sendable {
        let queue: String
        let id: String
        let body: String
        /// How often it was delivered.
        var deliveries = 1
    }

    private let reader: EventReader
    private let interest: EventInterest

    /// - Parameter management: the organization's management account, where it is known.
    init(_ book: RuleBook, _ estate: EstateIndex, management: String?) {
        reader = EventReader(accounts: estate.ids, management: management)
        interest = EventInterest(book)
    }

    func batch(of messages: [Message]) -> EventBatch {
        var batch = EventBatch()
        for message in messages {
            switch reader.read(message: message.body) {
            case .dead(let reason):
                batch.bury(message.body, message: message.id, of: message.queue, reason: reason)
            case .dropped(let drop): batch.drop(of: message.queue, reason: drop.rawValue)
            case .event(let event):
                if let mentions = interest.mentions(in: event) {
                    batch.add(ReceivedEvent(event, mentions), of: message.queue)
                } else {
                    batch.drop(of: message.queue, reason: Self.notAskedFor)
                }
            }
        }
        return batch
    }

    static let notAskedFor = "not asked for"

    /// Of a message that the database does not take.
    static func dead(_ message: Message, reason: String) -> EventBatch {
        var batch = EventBatch()
        batch.bury(message.body, message: message.id, of: message.queue, reason: reason)
        return batch
    }
}

extension ReceivedEvent {
    fileprivate init(_ event: CloudEvent, _ mentions: [CloudEvent.Mention]) {
        self.init(
            id: event.id,
            name: event.name,
            account: event.account,
            region: event.region,
            at: event.at,
            record: event.record,
            mentions: mentions.map { mention in
                Mention(
                    type: mention.type,
                    region: mention.region,
                    scope: Catalogue.aws[mention.type]?.isGlobal == true
                        ? Scope.global : mention.region,
                    id: mention.id,
                    contained: mention.contained
                )
            },
            news: event.news.map { News(account: $0.account, kind: $0.kind.rawValue) }
        )
    }
}
