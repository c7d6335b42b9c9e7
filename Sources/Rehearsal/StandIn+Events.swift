import Document
import Foundation

extension StandIn {
    /// From now on whatever is written is told to a queue of the management account, as CloudTrail and
    /// EventBridge tell it.
    ///
    /// - Returns: the queue's URL.
    public func hear(region: String = "us-east-1") async throws -> String {
        let url = try await plant(
            """
            print(client("sqs", region="\(region)").create_queue(QueueName="parapet-events")["QueueUrl"])
            """
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        let asked: JSON = ["queue": .string(url), "region": .string(region)]
        _ = try await control("PUT", "events", body: Array(asked.text.utf8))
        return url
    }

    /// What was told, oldest first: the envelopes.
    public func events() async throws -> [JSON] { try await control("GET", "events").array ?? [] }
}
