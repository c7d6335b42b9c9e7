import Document
import Guardrails
import Platform

/// A queue of SQS as whoever empties it calls it, with Parapet's own credentials.
///
/// Source: Amazon SQS API Reference, ReceiveMessage, DeleteMessageBatch, GetQueueAttributes.
public final class ReceivingQueue: Sendable {
    public struct Message: Sendable, Hashable {
        /// SQS's; one that is delivered again has it again.
        public let id: String
        public let body: String
        /// When it was put there; nil where AWS does not say.
        public let sent: Timestamp?
        /// How often it was delivered, this time among them.
        public let deliveries: Int
        /// Lets this delivery be deleted.
        let receipt: String
    }

    /// The most that one call takes or deletes.
    public static let most = 10

    public let url: String
    public let region: String
    private let access: AccountClient
    private let origin: String?

    init(url: String, region: String, access: AccountClient) {
        self.url = url
        self.region = region
        self.access = access
        origin = QueueURL(url)?.origin
    }

    /// Waits for messages; none may come. Those that do are nobody else's for a while.
    ///
    /// - Parameters:
    ///   - waitSeconds: 20 at most.
    ///   - hideSeconds: how long they are.
    public func receive(
        waitSeconds: Int,
        hideSeconds: Int
    ) async -> Result<[Message], CallFailure> {
        let outcome = await call(
            "ReceiveMessage",
            [
                "MaxNumberOfMessages": .int(Int64(Self.most)),
                "WaitTimeSeconds": .int(Int64(waitSeconds)),
                "VisibilityTimeout": .int(Int64(hideSeconds)),
                "MessageSystemAttributeNames": ["SentTimestamp", "ApproximateReceiveCount"],
            ],
            // An answer that was lost holds messages back for a while, and no longer.
            isRepeatable: true
        )
        return outcome.map { ($0["Messages"]?.array ?? []).compactMap { Message($0) } }
    }

    /// Deletes as many as it can; what is left over comes again.
    public func delete(_ messages: [Message]) async -> [CallFailure] {
        let pieces = stride(from: 0, to: messages.count, by: Self.most).map {
            messages[$0..<min($0 + Self.most, messages.count)]
        }
        return await withTaskGroup(of: CallFailure?.self) { group in
            for piece in pieces {
                group.addTask {
                    let entries = zip(piece.indices, piece).map { index, message -> JSON in
                        ["Id": .string("\(index)"), "ReceiptHandle": .string(message.receipt)]
                    }
                    let outcome = await self.call(
                        "DeleteMessageBatch",
                        ["Entries": .array(entries)],
                        isRepeatable: true
                    )
                    if case .failure(let failure) = outcome { return failure }
                    return nil
                }
            }
            return await group.reduce(into: []) { failures, failure in
                if let failure { failures.append(failure) }
            }
        }
    }

    /// How many messages there are to be received, about.
    public func backlog() async -> Result<Int?, CallFailure> {
        await call(
            "GetQueueAttributes",
            ["AttributeNames": ["ApproximateNumberOfMessages"]],
            isRepeatable: true
        ).map { answer in
            answer["Attributes"]?["ApproximateNumberOfMessages"]?.string.flatMap { Int($0) }
        }
    }

    private func call(
        _ operation: String,
        _ parameters: Object,
        isRepeatable: Bool
    ) async -> Result<Object, CallFailure> {
        var parameters = parameters
        parameters["QueueUrl"] = .string(url)
        return await access.send(
            "sqs",
            AccountClient.operation("sqs", operation),
            region,
            parameters,
            // SQS has no rate that a feed could reach.
            isPaced: true,
            isRepeatable: isRepeatable,
            origin: origin
        ).result
    }
}

extension ReceivingQueue.Message {
    fileprivate init?(_ json: JSON) {
        guard let id = json["MessageId"]?.string, let receipt = json["ReceiptHandle"]?.string,
            let body = json["Body"]?.string
        else { return nil }
        self.id = id
        self.receipt = receipt
        self.body = body
        let count = json["Attributes"]?["ApproximateReceiveCount"]?.string.flatMap { Int($0) }
        deliveries = count ?? 1
        let milliseconds = json["Attributes"]?["SentTimestamp"]?.string.flatMap { Int64($0) }
        sent = milliseconds.flatMap { Timestamp(seconds: $0 / 1000) }
    }
}
