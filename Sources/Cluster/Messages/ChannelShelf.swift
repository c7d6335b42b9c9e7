import Guardrails
import Notify
import Platform
import Store

/// The channels of a rule book's configuration, each made once: who sends has no files of its own.
final class ChannelShelf: Sendable {
    struct Shelved: Sendable {
        let channel: Configuration.Channel
        let way: (any Channel)?
    }

    private struct Kept {
        var rules: Int64?
        var channels: [String: Shelved] = [:]
    }

    private let books: RuleBooks
    private let make: DeliverMessage.Channels
    private let kept = Lock(Kept())

    init(database: Database, channels: @escaping DeliverMessage.Channels) {
        books = RuleBooks(database: database)
        make = channels
    }

    /// Nil where that rule book's configuration has none of that name.
    func channel(_ name: String, of rules: Int64) async throws(StoreError) -> Shelved? {
        if let channels = kept.withLock({ $0.rules == rules ? $0.channels : nil }) {
            return channels[name]
        }
        let texts = try await books.texts(rules).1
        let configuration: Configuration
        do {
            configuration = try Configuration(
                yaml: texts.configuration.text,
                file: texts.configuration.file
            )
        } catch {
            throw StoreError(.unreadable, "the configuration of rule book \(rules): \(error)")
        }
        var channels: [String: Shelved] = [:]
        for channel in configuration.channels {
            channels[channel.name.name] = Shelved(
                channel: channel,
                way: make(channel, configuration)
            )
        }
        let made = channels
        kept.withLock { $0 = Kept(rules: rules, channels: made) }
        return made[name]
    }
}
