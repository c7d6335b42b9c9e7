import Document
import Platform

/// The message of a job, as the notifier that holds the job knows it and moves it on.
public struct MessageWork: Sendable {
    let queue: Queue

    public init(queue: Queue) { self.queue = queue }

    /// All that it says, now that it is about to be sent; nil where it was sent already, or given up.
    public func begin(_ job: Job) async throws(StoreError) -> JSON? {
        let facts = try await queue.call("begin_message", job, []).json("answer")
        return facts.isNull ? nil : facts
    }

    /// It did not get through.
    ///
    /// - Parameter seconds: after which it is tried again; nil: after 10 s, doubled each time, up to an
    ///   hour. A day after it was decided on it is given up.
    public func postpone(
        _ job: Job,
        reason: String,
        seconds: Double?
    ) async throws(StoreError) -> Ended {
        do throws(StoreError) {
            let row = try await queue.call(
                "postpone_message",
                job,
                [
                    (.text(reason), "text"),
                    (seconds.map { .double($0) } ?? .null, "double precision"),
                ]
            )
            return try row.text("answer") == "dead" ? .dead : .putBack
        } catch  where error.kind == .leaseLost {
            return .lost
        }
    }
}

/// A channel took a message.
public struct MessageEnd: Sendable, Hashable {
    /// What the channel calls it.
    public let reference: String?
    /// Where it is, as a ticket is.
    public let url: String?
    /// How findings stood that the channel keeps now, by their ids.
    public let findings: [String: String]
    /// The workflow that people set on them there, where it is known.
    public let workflows: [String: String]

    public init(
        reference: String?,
        url: String? = nil,
        findings: [String: String] = [:],
        workflows: [String: String] = [:]
    ) {
        self.reference = reference
        self.url = url
        self.findings = findings
        self.workflows = workflows
    }

    /// As `parapet.end_message` reads it.
    var json: JSON {
        [
            "reference": .optional(reference), "url": .optional(url),
            "findings": .array(
                findings.sorted { $0.key < $1.key }.map {
                    [
                        "id": .string($0.key), "status": .string($0.value),
                        "workflow": .optional(workflows[$0.key]),
                    ]
                }
            ),
        ]
    }
}
