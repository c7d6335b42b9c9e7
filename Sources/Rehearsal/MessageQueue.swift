import Document
import Foundation
import Platform

/// A queue of Amazon SQS on loopback, quick enough for thousands of messages a second: what a feed
/// needs of it, by the protocol AWS JSON 1.0. Signatures are not checked, and any account and region
/// will do.
///
/// It delivers at least once, and in no promised order, as a standard queue does (Amazon SQS Developer
/// Guide, "Amazon SQS visibility timeout").
public final class MessageQueue: @unchecked Sendable {
    public static let name = "parapet-events"

    private let condition = NSCondition()
    private var held = HeldMessages()
    private var visibility: Duration
    private var isStopped = false
    private var isLosing = false
    private var asked: [String: Int] = [:]
    private var handedOut: ContinuousClock.Instant?
    private let deletions = Latch()
    private var server: LoopbackServer?

    /// - Parameter visibilitySeconds: how long a message that was received is nobody else's.
    public init(visibilitySeconds: Double = 30) {
        visibility = .seconds(visibilitySeconds)
        server = LoopbackServer { [weak self] request in
            guard let self, let (status, body) = self.answer(request) else { return [.close] }
            return [.send(Self.text(status, body))]
        }
    }

    deinit { server?.stop() }

    public func stop() {
        keepDeletions()
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
        server?.stop()
    }

    /// What SQS is to be reached at, in place of AWS: `AWS_ENDPOINT_URL_SQS`.
    public var endpoint: String { "http://127.0.0.1:\(server?.port ?? 0)" }

    /// As `events.queues` names it.
    public var url: String { "\(endpoint)/100000000001/\(Self.name)" }

    // What a test sees and does beside the wire.

    /// Messages that may be received.
    public var visible: Int { reading { $0.visibleCount } }
    /// Messages that were received and not deleted.
    public var inFlight: Int { reading { $0.lentCount } }
    public var sent: Int { reading { $0.sent } }
    public var deleted: Int { reading { $0.deleted } }

    /// When a message was received last.
    public var lastReceipt: ContinuousClock.Instant? {
        condition.lock()
        defer { condition.unlock() }
        return handedOut
    }

    /// How often each operation was asked for.
    public var counts: [String: Int] {
        condition.lock()
        defer { condition.unlock() }
        return asked
    }

    public func send(_ bodies: [String]) {
        condition.lock()
        for body in bodies { _ = held.add(body, at: .now()) }
        condition.broadcast()
        condition.unlock()
    }

    /// Whatever was received and not deleted is delivered again now, as after its time.
    public func redeliver() {
        condition.lock()
        held.giveBack()
        condition.broadcast()
        condition.unlock()
    }

    /// From now on a deletion waits, and then ends without an answer and without having done anything.
    public func loseDeletions() {
        condition.lock()
        isLosing = true
        condition.unlock()
        deletions.close()
    }

    /// Those that wait end now; later ones are done.
    public func keepDeletions() {
        condition.lock()
        isLosing = false
        condition.unlock()
        deletions.open()
    }

    /// Deletions that came and wait.
    public var waitingDeletions: Int { deletions.waiting }

    private func reading(_ body: (HeldMessages) -> Int) -> Int {
        condition.lock()
        defer { condition.unlock() }
        return body(held)
    }

    // What the wire asks for.

    /// Nil where the connection ends without an answer.
    private func answer(_ request: String) -> (Int, JSON)? {
        guard let end = request.firstRange(of: "\r\n\r\n") else { return Self.unknown("") }
        let operation = Self.operation(request[..<end.lowerBound])
        let input = (try? JSON.parse(String(request[end.upperBound...]))) ?? [:]
        condition.lock()
        asked[operation, default: 0] += 1
        let isLost = isLosing && operation.hasPrefix("DeleteMessage")
        condition.unlock()
        if isLost {
            deletions.pass()
            return nil
        }
        condition.lock()
        defer { condition.unlock() }
        return done(operation, input)
    }

    private func done(_ operation: String, _ input: JSON) -> (Int, JSON) {
        switch operation {
        case "ReceiveMessage": return (200, receive(input))
        case "DeleteMessage":
            _ = held.delete(input["ReceiptHandle"]?.string ?? "")
            return (200, [:])
        case "DeleteMessageBatch":
            return (200, each(input) { held.delete($0["ReceiptHandle"]?.string ?? "") })
        case "ChangeMessageVisibility":
            let seconds = input["VisibilityTimeout"]?.double ?? 0
            let handle = input["ReceiptHandle"]?.string ?? ""
            _ = held.change(handle, until: .now + .seconds(seconds))
            condition.broadcast()
            return (200, [:])
        case "SendMessage":
            let id = held.add(input["MessageBody"]?.string ?? "", at: .now())
            condition.broadcast()
            return (200, ["MessageId": .string(id)])
        case "SendMessageBatch":
            let answer = each(input) { entry in
                _ = held.add(entry["MessageBody"]?.string ?? "", at: .now())
                return true
            }
            condition.broadcast()
            return (200, answer)
        case "GetQueueAttributes": return (200, ["Attributes": attributes])
        default: return Self.unknown(operation)
        }
    }

    /// Waits for a first message as long as it may; what is lent may come back meanwhile.
    private func receive(_ input: JSON) -> JSON {
        let limit = min(max(Int(input["MaxNumberOfMessages"]?.int ?? 1), 1), 10)
        let lent = input["VisibilityTimeout"]?.double.map { Duration.seconds($0) } ?? visibility
        let end = ContinuousClock.now + .seconds(input["WaitTimeSeconds"]?.double ?? 0)
        var taken = held.take(limit, now: .now, for: lent)
        while taken.isEmpty, !isStopped, .now < end {
            let left = ContinuousClock.now.duration(to: end) / .seconds(1)
            _ = condition.wait(until: Date(timeIntervalSinceNow: min(left, 0.25)))
            taken = held.take(limit, now: .now, for: lent)
        }
        guard !taken.isEmpty else { return [:] }
        handedOut = .now
        return ["Messages": .array(taken.map { Self.document($0.handle, $0.message) })]
    }

    private static func document(_ handle: String, _ message: HeldMessages.Message) -> JSON {
        let sent =
            message.sent.seconds * 1000 + Int64(message.sent.nanoseconds) / 1_000_000
        return [
            "MessageId": .string(message.id), "ReceiptHandle": .string(handle),
            "Body": .string(message.body),
            "Attributes": [
                "SentTimestamp": .string("\(sent)"),
                "ApproximateReceiveCount": .string("\(message.receipts)"),
            ],
        ]
    }

    /// Of a batch each by itself.
    private func each(_ input: JSON, _ body: (JSON) -> Bool) -> JSON {
        var (done, failed): ([JSON], [JSON]) = ([], [])
        for entry in input["Entries"]?.array ?? [] {
            let id = entry["Id"] ?? ""
            if body(entry) {
                done.append(["Id": id])
            } else {
                failed.append(["Id": id, "SenderFault": true, "Code": "ReceiptHandleIsInvalid"])
            }
        }
        return ["Successful": .array(done), "Failed": .array(failed)]
    }

    private var attributes: JSON {
        [
            "ApproximateNumberOfMessages": .string("\(held.visibleCount)"),
            "ApproximateNumberOfMessagesNotVisible": .string("\(held.lentCount)"),
            "QueueArn": .string("arn:aws:sqs:us-east-1:100000000001:\(Self.name)"),
            "VisibilityTimeout": .string("\(Int(visibility / .seconds(1)))"),
        ]
    }

    private static func operation(_ head: Substring) -> String {
        let line = head.split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("x-amz-target:") }
        return String(line?.split(separator: ".").last ?? "")
    }

    private static func unknown(_ operation: String) -> (Int, JSON) {
        let type: JSON = "com.amazonaws.sqs#UnsupportedOperation"
        return (400, ["__type": type, "message": .string("there is no \(operation)")])
    }

    private static func text(_ status: Int, _ body: JSON) -> String {
        let text = body.text
        // AWS numbers its answers, also those that have nothing in them.
        return "HTTP/1.1 \(status) -\r\nContent-Type: application/x-amz-json-1.0\r\n"
            + "x-amzn-RequestId: 1\r\n"
            + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }
}
