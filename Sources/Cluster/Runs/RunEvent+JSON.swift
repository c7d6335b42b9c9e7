import Document
import Playbooks
import Store

extension RunEvent {
    /// As rows of `parapet.run_event` have it; nil where it is none that this program knows.
    init?(_ json: JSON, at: Timestamp) {
        switch json["event"]?.string {
        case "begun": self = .begun
        case "decided":
            guard let step = json["step"]?.string, let by = json["by"]?.string,
                let isApproval = json["approved"]?.bool
            else { return nil }
            self = .decided(
                step: step,
                .init(
                    by: by,
                    isApproval: isApproval,
                    reason: json["reason"]?.string ?? "",
                    at: at
                )
            )
        case "resumed", "undo asked":
            guard let by = json["by"]?.string, let round = json["round"]?.int else { return nil }
            self =
                json["event"] == "resumed"
                ? .resumed(by: by, round: Int(round)) : .undoAsked(by: by, round: Int(round))
        case "step ended", "undo ended":
            guard let attempt = Attempt(json), let outcome = Outcome(json["outcome"] ?? .null)
            else { return nil }
            let changes = json["changes"]?.texts ?? []
            self =
                json["event"] == "step ended"
                ? .stepEnded(attempt, outcome, changes: changes)
                : .undoEnded(
                    attempt,
                    outcome,
                    changes: changes,
                    left: json["left"]?.texts ?? []
                )
        default: return nil
        }
    }

    /// What a step's job tells its run; the ledger adds what it changed.
    static func json(
        ofEnd step: RunWork.Step,
        _ outcome: Outcome,
        left: [String] = []
    ) -> JSON {
        [
            "event": step.isUndo ? "undo ended" : "step ended", "step": .string(step.step),
            "task": .int(Int64(step.task)), "number": .int(Int64(step.attempt)),
            "outcome": outcome.json, "left": .list(left),
        ]
    }
}

extension RunEvent.Attempt {
    fileprivate init?(_ json: JSON) {
        guard let step = json["step"]?.string, let task = json["task"]?.int,
            let number = json["number"]?.int
        else { return nil }
        self.init(step: step, task: Int(task), number: Int(number))
    }
}

extension RunEvent.Outcome {
    var json: JSON {
        switch self {
        case .done(let outputs, let digest):
            ["done": .object(outputs), "sha256": .string(digest)]
        case .failed(let message, let isFinal):
            ["failed": .string(message), "final": .bool(isFinal)]
        case .snoozed(let until): ["snoozed": .string(until.rfc3339)]
        }
    }

    fileprivate init?(_ json: JSON) {
        if let outputs = json["done"]?.object, let digest = json["sha256"]?.string {
            self = .done(outputs: outputs, outputsDigest: digest)
        } else if let message = json["failed"]?.string, let isFinal = json["final"]?.bool {
            self = .failed(message, isFinal: isFinal)
        } else if let until = json["snoozed"]?.string.flatMap({ Timestamp($0) }) {
            self = .snoozed(until: until)
        } else {
            return nil
        }
    }
}
