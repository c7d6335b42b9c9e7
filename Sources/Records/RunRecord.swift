import Document

/// One run of a workflow or orchestration, as `parapet playbook run --format json` prints it.
public struct RunRecord: Record {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case running
        /// At a gate.
        case waiting
        case done, failed, refused, undone
    }

    public struct Step: Sendable, Hashable {
        public enum Status: String, Sendable, Hashable, CaseIterable {
            case pending, running, waiting, done, skipped, failed, undone
        }

        public var name: String
        public var status: Status
        public var started: Timestamp?
        public var ended: Timestamp?
        public var outputs: Object
        /// The ids of what it changed.
        public var changes: [String]
    }

    public static let kind = "run"

    public var run: String
    public var playbook: String
    public var target: String
    /// The case that it belongs to.
    public var reference: String?
    public var reason: String?
    public var status: Status
    public var steps: [Step]
    /// Nil before its end.
    public var report: JSON?
}

extension RunRecord {
    public init(_ json: JSON) throws(RecordFailure) {
        let members = try Members(json, of: Self.kind)
        run = try members.text("run")
        playbook = try members.text("playbook")
        target = try members.text("target")
        reference = try members.optionalText("case")
        reason = try members.optionalText("reason")
        status = try members.word("status")
        steps = try members.list("steps") { item throws(RecordFailure) in try Step(item) }
        report = try members.optional("report") { members throws(RecordFailure) in
            try members.json("report")
        }
    }

    public var json: JSON {
        [
            "run": .string(run), "playbook": .string(playbook), "target": .string(target),
            "case": .optional(reference), "reason": .optional(reason),
            "status": .string(status.rawValue), "steps": .array(steps.map(\.json)),
            "report": report ?? .null,
        ]
    }
}

extension RunRecord.Step {
    fileprivate init(_ members: Members) throws(RecordFailure) {
        name = try members.text("name")
        status = try members.word("status")
        started = try members.optionalTime("started")
        ended = try members.optionalTime("ended")
        outputs = try members.object("outputs")
        changes = try members.texts("changes")
    }

    fileprivate var json: JSON {
        [
            "name": .string(name), "status": .string(status.rawValue),
            "started": .optional(started), "ended": .optional(ended),
            "outputs": .object(outputs), "changes": .list(changes),
        ]
    }
}
