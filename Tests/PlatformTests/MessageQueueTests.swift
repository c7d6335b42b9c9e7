import Document
import Foundation
import Platform
import Rehearsal
import Testing

/// The queue that feeds are tested with keeps what SQS promises: what is received is nobody else's until
/// its time is over, and comes again unless it was deleted.
struct MessageQueueTests {
    private let http = HTTPClient()

    private func ask(
        _ queue: MessageQueue,
        _ operation: String,
        _ input: JSON = [:]
    ) async throws -> JSON {
        let request = HTTPRequest(
            method: "POST",
            url: queue.endpoint + "/",
            headers: [("x-amz-target", "AmazonSQS.\(operation)")],
            body: Array(input.text.utf8),
            // Of a connection that ended libcurl would ask again.
            isSentOnce: true
        )
        return try JSON.parse(try await http.send(request).body)
    }

    private func receive(_ queue: MessageQueue, _ input: JSON = [:]) async throws -> [JSON] {
        try await ask(queue, "ReceiveMessage", input)["Messages"]?.array ?? []
    }

    /// Hidden for longer than any machine is busy.
    private static let many: JSON = ["MaxNumberOfMessages": 10, "VisibilityTimeout": 43_200]

    @Test func whatIsReceivedIsHiddenAndWhatIsDeletedIsGone() async throws {
        let queue = MessageQueue()
        defer { queue.stop() }
        queue.send((1...12).map { "body \($0)" })
        let first = try await receive(queue, Self.many)
        let second = try await receive(queue, Self.many)
        let bodies = (first + second).compactMap { $0["Body"]?.string }
        #expect(first.count == 10 && Set(bodies).count == 12)
        #expect(try await receive(queue) == [])

        let entries = first.enumerated().map { number, message -> JSON in
            ["Id": .string("\(number)"), "ReceiptHandle": message["ReceiptHandle"] ?? ""]
        }
        let batch: JSON = ["Entries": .array(entries + [["Id": "x", "ReceiptHandle": "nobody's"]])]
        let answer = try await ask(queue, "DeleteMessageBatch", batch)
        #expect(answer["Successful"]?.array?.count == 10)
        #expect(answer["Failed"]?.array?.first?["Id"] == "x")

        queue.redeliver()
        let again = try await receive(queue, Self.many)
        #expect(again.count == 2)
        #expect(again.first?["Attributes"]?["ApproximateReceiveCount"] == "2")
        #expect((queue.deleted, queue.inFlight, queue.visible) == (10, 2, 0))
    }

    @Test func aLongPollEndsWithTheFirstMessage() async throws {
        let queue = MessageQueue()
        defer { queue.stop() }
        async let waiting = receive(queue, ["WaitTimeSeconds": 20])
        _ = try await ask(queue, "SendMessage", ["MessageBody": "late"])
        #expect(try await waiting.first?["Body"] == "late")
    }

    /// Nobody has to wait for a time to be over that is none.
    @Test func aMessageWhoseTimeIsOverIsDeliveredAgain() async throws {
        let queue = MessageQueue()
        defer { queue.stop() }
        queue.send(["once", "twice"])
        let first = try await receive(queue, ["VisibilityTimeout": 0])
        #expect(first.first?["Body"] == "once")
        let bodies = try await receive(queue, Self.many)
            .compactMap { $0["Body"]?.string }
        #expect(Set(bodies) == ["once", "twice"])
    }

    /// As a feed that is killed behind its commit leaves them.
    @Test func aLostDeletionDidNothing() async throws {
        let queue = MessageQueue()
        defer { queue.stop() }
        queue.send(["kept"])
        let handle = try await receive(queue).first?["ReceiptHandle"] ?? ""
        queue.loseDeletions()
        let lost = Task { try await ask(queue, "DeleteMessage", ["ReceiptHandle": handle]) }
        while queue.waitingDeletions == 0 { await Task.yield() }
        queue.keepDeletions()
        await #expect(throws: HTTPFailure.self) { _ = try await lost.value }
        #expect((queue.deleted, queue.inFlight) == (0, 1))
    }
}
