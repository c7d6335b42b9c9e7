import Document

/// How an attempt at a step ended. What the run makes of it is another job's business.
public struct StepEnd: Sendable {
    public enum Outcome: String, Sendable {
        case done, failed, snoozed
    }

    public let outcome: Outcome
    public let message: String?
    public let outputsDigest: String?
    /// What the run is told, with the outputs. What it changed, the ledger adds.
    public let event: JSON

    public init(
        _ outcome: Outcome,
        message: String? = nil,
        outputsDigest: String? = nil,
        event: JSON
    ) {
        self.outcome = outcome
        self.message = message
        self.outputsDigest = outputsDigest
        self.event = event
    }

    /// As `parapet.put_step` reads it.
    var json: JSON {
        [
            "outcome": .string(outcome.rawValue), "message": .optional(message),
            "outputs_sha256": .optional(outputsDigest), "event": event,
        ]
    }
}
