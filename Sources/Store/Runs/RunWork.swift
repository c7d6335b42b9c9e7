import Document
import Guardrails
import Platform

/// The run of a job, as the worker that holds the job knows it.
public struct RunWork: Sendable {
    /// A run, and what happened to it that nobody has taken.
    public struct Begun: Sendable {
        public struct Event: Sendable {
            public let id: Int64
            public let at: Timestamp
            public let event: JSON
        }

        public let id: String
        public let text: String
        public let digest: String
        /// Nil for an orchestration.
        public let target: ResourceName?
        public let inputs: Object
        public let caseName: String?
        public let reason: String?
        public let startedBy: String
        public let onlyAnalyses: Bool
        public let isDry: Bool
        /// Null until a worker began it.
        public let state: JSON
        public let version: Int64
        public let events: [Event]
    }

    /// An attempt at a step.
    public struct Step: Sendable {
        public let step: String
        public let task: Int
        public let attempt: Int
        public let type: String
        public let key: String
        public let isUndo: Bool
        public let inputs: Object
        public let run: String
        public let caseName: String?
        public let reason: String?
        public let startedBy: String
        public let started: Timestamp
        /// The changes of its task so far, in their order.
        public let made: [ChangeWork.Row]
    }

    let queue: Queue

    public init(queue: Queue) { self.queue = queue }

    public func begin(_ job: Job) async throws(StoreError) -> Begun {
        let answer = try await queue.call("begin_advance", job, [])
        let json = try answer.json("answer")
        guard let run = json["run"], let begun = Begun(run, json["events"]?.array ?? []) else {
            throw answer.unreadable("run")
        }
        return begun
    }

    /// It is about to be made.
    public func beginStep(_ job: Job) async throws(StoreError) -> Step {
        let answer = try await queue.call("begin_step", job, [])
        guard let step = Step(try answer.json("answer")) else { throw answer.unreadable("step") }
        return step
    }
}

extension RunWork.Begun {
    fileprivate init?(_ row: JSON, _ events: [JSON]) {
        guard let id = row["id"]?.string, let text = row["text"]?.string,
            let digest = row["sha256"]?.string, let version = row["version"]?.int,
            let startedBy = row["started_by"]?.string
        else { return nil }
        self.id = id
        self.text = text
        self.digest = digest
        self.version = version
        self.startedBy = startedBy
        target = row["target"].flatMap(ResourceName.init(target:))
        inputs = row["inputs"]?.object ?? Object()
        caseName = row["case_name"]?.string
        reason = row["reason"]?.string
        onlyAnalyses = row["only_analyses"]?.bool ?? false
        isDry = row["dry"]?.bool ?? false
        state = row["state"] ?? .null
        self.events = events.compactMap { item in
            guard let id = item["id"]?.int, let at = item["at"]?.string.flatMap({ Timestamp($0) }),
                let event = item["event"]
            else { return nil }
            return Event(id: id, at: at, event: event)
        }
        guard self.events.count == events.count else { return nil }
    }
}

extension ResourceName {
    fileprivate init?(target: JSON) {
        guard let type = target["type"]?.string, let account = target["account"]?.string,
            let region = target["region"]?.string, let id = target["id"]?.string
        else { return nil }
        self.init(
            type: type,
            account: account,
            region: region,
            id: id,
            arn: target["arn"]?.string,
            name: target["name"]?.string
        )
    }
}

extension RunWork.Step {
    fileprivate init?(_ row: JSON) {
        guard let step = row["step"]?.string, let task = row["task"]?.int,
            let attempt = row["attempt"]?.int, let type = row["type"]?.string,
            let key = row["key"]?.string, let isUndo = row["undo"]?.bool,
            let inputs = row["inputs"]?.object, let run = row["run"]?.string,
            let about = row["about"], let startedBy = about["started_by"]?.string,
            let started = about["started"]?.string.flatMap({ Timestamp($0) }),
            let made = row["made"]?.array
        else { return nil }
        self.step = step
        self.task = Int(task)
        self.attempt = Int(attempt)
        self.type = type
        self.key = key
        self.isUndo = isUndo
        self.inputs = inputs
        self.run = run
        caseName = about["case"]?.string
        reason = about["reason"]?.string
        self.startedBy = startedBy
        self.started = started
        self.made = made.compactMap { ChangeWork.Row($0) }
        guard self.made.count == made.count else { return nil }
    }
}
