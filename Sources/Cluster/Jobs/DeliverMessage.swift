import Guardrails
import Logging
import Notify
import Platform
import Store

/// Takes a job that sends a message from its lease to its end. What a channel took and could not say so
/// of is sent again, with the same key.
public struct DeliverMessage: Runner {
    /// How a channel of the configuration is sent through; nil: nobody knows how.
    public typealias Channels =
        @Sendable (Configuration.Channel, Configuration) -> (any Channel)?

    static let kind = Job.Kind.deliver

    private static let refusedSeconds = 3600.0

    private let queue: Queue
    private let work: MessageWork
    private let shelf: ChannelShelf
    private let budgets: Queue.Budgets
    private let logger: Logger

    init(
        database: Database,
        queue: Queue,
        channels: @escaping Channels,
        pace: Pace,
        logger: Logger
    ) {
        self.queue = queue
        work = MessageWork(queue: queue)
        shelf = ChannelShelf(database: database, channels: channels)
        budgets = pace.budgets
        self.logger = logger
    }

    func run(_ job: Job) async {
        var logger = logger
        logger[metadataKey: "job"] = "\(job.id)"
        logger[metadataKey: "message"] = job.payload["message"]?.string.map { "\($0)" }
        do throws(StoreError) {
            guard let facts = MessageFacts(try await work.begin(job) ?? .null) else {
                // It was sent already, or given up.
                _ = try await queue.end(job, .done(Effects()), budgets: budgets)
                return
            }
            logger[metadataKey: "channel"] = "\(facts.channel)"
            let outcome = try await send(facts)
            // Whether it was taken is not known: it is sent again by whoever comes next.
            guard !Task.isCancelled else { return }
            switch outcome {
            case .sent(let end):
                _ = try await queue.end(job, .done(Effects(message: end)), budgets: budgets)
                logger.info("message sent", metadata: ["notices": "\(facts.notices)"])
            case .failed(let reason, let seconds):
                let ended = try await work.postpone(job, reason: reason, seconds: seconds)
                logger.log(
                    level: ended == .dead ? .error : .warning,
                    ended == .dead ? "message given up: \(reason)" : "message not sent: \(reason)"
                )
            }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("message: \(error)")
            _ = try? await queue.end(
                job,
                .retry(.failure, reason: error.description),
                budgets: budgets
            )
        }
    }

    private enum Outcome {
        case sent(MessageEnd)
        case failed(String, seconds: Double?)
    }

    private func send(_ facts: MessageFacts) async throws(StoreError) -> Outcome {
        let shelved = try await shelf.channel(facts.channel, of: facts.rules)
        guard let shelved, let way = shelved.way else {
            return .failed("parapet.yaml has no channel '\(facts.channel)'", seconds: nil)
        }
        guard let message = facts.message(shelved.channel) else {
            return .failed("what there is to say cannot be read", seconds: nil)
        }
        let parcel = message.parcel(fitting: type(of: way).maxCharacters)
        if facts.kind == .workflow {
            let workflows = await way.workflows(of: parcel)
            return .sent(
                MessageEnd(reference: nil, findings: facts.statuses, workflows: workflows)
            )
        }
        let address = facts.ticket ?? (facts.address.isEmpty ? nil : facts.address)
        switch await way.deliver(parcel, to: address) {
        case .delivered(let reference):
            return .sent(
                MessageEnd(
                    reference: reference,
                    url: reference.flatMap { shelved.channel.url(ofTicket: $0) },
                    findings: facts.statuses,
                    workflows: await way.workflows(of: parcel)
                )
            )
        case .later(let seconds, let reason): return .failed(reason, seconds: seconds)
        // Somebody has to set something right first, and may within the message's day.
        case .refused(let reason): return .failed(reason, seconds: Self.refusedSeconds)
        }
    }
}

extension Configuration.Channel {
    /// Where people look at a ticket.
    fileprivate func url(ofTicket reference: String) -> String? {
        guard case .tickets(let tickets) = kind,
            reference.utf8.allSatisfy({ 0x21 <= $0 && $0 < 0x7F && !"/?#%\"<>".utf8.contains($0) })
        else { return nil }
        let base = tickets.url.hasSuffix("/") ? String(tickets.url.dropLast()) : tickets.url
        return "\(base)/browse/\(reference)"
    }
}
