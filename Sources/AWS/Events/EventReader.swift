import Document
import Guardrails

/// Reads the messages that EventBridge puts into the queue. A value: it asks nobody.
public struct EventReader: Sendable {
    private let accounts: Set<String>
    private let management: String?
    private let finders: [String: [MentionFinder]]

    /// - Parameters:
    ///   - accounts: those of the estate.
    ///   - management: the organization's management account, where it is known: only what is of it
    ///     tells of accounts, but that one joins or leaves by itself.
    public init(
        accounts: Set<String>,
        management: String? = nil,
        catalogue: Catalogue = .aws
    ) {
        self.accounts = accounts
        self.management = management
        finders = Dictionary(
            grouping: catalogue.types.flatMap { type in
                type.events.map { MentionFinder(type, $0) }
            },
            by: \.event
        )
    }

    func read(document: JSON) -> EventReading {
        do throws(EventEnvelope.Flaw) {
            return read(try EventEnvelope(document))
        } catch {
            return error.reading
        }
    }

    /// - Parameter body: the message's, untrusted.
    public func read(message body: String) -> EventReading {
        do throws(EventEnvelope.Flaw) {
            return read(try EventEnvelope(body: body))
        } catch {
            return error.reading
        }
    }

    private func read(_ envelope: EventEnvelope) -> EventReading {
        let record = envelope.record
        let news: CloudEvent.AccountNews?
        switch AccountNewsReading(envelope) {
        case .none: news = nil
        case .news(let found): news = found
        case .failed: return .dropped(.failed)
        case .flaw(let reason): return .dead(reason)
        }
        // One that joins is not yet of the estate.
        guard accounts.contains(envelope.account) || news?.kind == .joined,
            accounts.contains(envelope.teller) || envelope.teller == envelope.account
        else { return .dropped(.foreign) }
        if news != nil, let management, envelope.account != management,
            !AccountNewsReading.ofMembers.contains(envelope.name)
        {
            return .dead("forged: it tells of an account and is not of the management account")
        }
        guard record.isMarked("readOnly") != true else { return .dropped(.read) }
        guard !record.hasFailed else { return .dropped(.failed) }
        let found = finders[envelope.name] ?? []
        guard !found.isEmpty || news != nil else { return .dropped(.unknown) }
        let mentions = found.flatMap { $0.mentions(in: envelope) }
        guard !mentions.isEmpty || news != nil else { return .dropped(.unnamed) }
        return .event(
            CloudEvent(
                id: envelope.id,
                name: envelope.name,
                account: envelope.account,
                region: envelope.region,
                at: envelope.at,
                record: record,
                mentions: mentions,
                news: news
            )
        )
    }
}

extension JSON {
    /// A flag, which some records have as a text; nil where it is not there.
    fileprivate func isMarked(_ name: String) -> Bool? {
        self[name]?.bool ?? self[name]?.string.flatMap { ["true": true, "false": false][$0] }
    }

    /// Of a record: whether the call changed nothing.
    fileprivate var hasFailed: Bool {
        !(self["errorCode"]?.isNull ?? true)
            || self["responseElements"]?.isMarked("_return") == false
    }
}
