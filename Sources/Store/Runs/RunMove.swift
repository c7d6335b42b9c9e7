import Document
import Platform

/// What became of a run by one advance: written only where nobody else moved it on meanwhile.
public struct RunMove: Sendable {
    /// An attempt that a worker is to make.
    public struct Work: Sendable {
        public let step: String
        public let task: Int
        public let attempt: Int
        public let type: String
        public let key: String
        public let isUndo: Bool
        public let inputs: Object

        public init(
            step: String,
            task: Int,
            attempt: Int,
            type: String,
            key: String,
            isUndo: Bool,
            inputs: Object
        ) {
            self.step = step
            self.task = task
            self.attempt = attempt
            self.type = type
            self.key = key
            self.isUndo = isUndo
            self.inputs = inputs
        }
    }

    /// Somebody is asked.
    public struct Gate: Sendable {
        public let step: String
        public let by: [String]
        public let needsTwo: Bool
        public let reason: String

        public init(step: String, by: [String], needsTwo: Bool, reason: String) {
            self.step = step
            self.by = by
            self.needsTwo = needsTwo
            self.reason = reason
        }
    }

    /// The one that it was made of.
    public let version: Int64
    public let state: JSON
    public let status: String
    public let round: Int
    public let ended: Timestamp?
    /// The events that it took.
    public let taken: [Int64]
    public var work: [Work] = []
    public var gates: [Gate] = []
    /// Steps that ask nobody any more.
    public var closed: [String] = []
    public var wakes: [Timestamp] = []
    public var notices: [String] = []
    public var isFinished = false

    public init(
        version: Int64,
        state: JSON,
        status: String,
        round: Int,
        ended: Timestamp?,
        taken: [Int64]
    ) {
        self.version = version
        self.state = state
        self.status = status
        self.round = round
        self.ended = ended
        self.taken = taken
    }

    /// As `parapet.put_run` reads it.
    var json: JSON {
        [
            "version": .int(version), "state": state, "status": .string(status),
            "round": .int(Int64(round)), "ended": .optional(ended?.rfc3339),
            "taken": .array(taken.map { .int($0) }), "work": .array(work.map(\.json)),
            "gates": .array(gates.map(\.json)), "closed": .list(closed),
            "wakes": .list(wakes.map(\.rfc3339)), "notices": .list(notices),
            "finished": .bool(isFinished),
        ]
    }
}

extension RunMove.Work {
    fileprivate var json: JSON {
        let inputs = JSON.object(inputs)
        return [
            "step": .string(step), "task": .int(Int64(task)), "attempt": .int(Int64(attempt)),
            "type": .string(type), "key": .string(key), "undo": .bool(isUndo), "inputs": inputs,
            "inputs_sha256": .string(SHA256.hexDigest(Array(inputs.canonicalText.utf8))),
        ]
    }
}

extension RunMove.Gate {
    fileprivate var json: JSON {
        [
            "step": .string(step), "by": .list(by), "two_persons": .bool(needsTwo),
            "reason": .string(reason),
        ]
    }
}
