import Document
import Guardrails
import Platform

/// The change of a job, as the worker that holds the job knows it and moves it on.
public struct ChangeWork: Sendable {
    /// A row of the ledger, with what its maker needs.
    public struct Row: Sendable {
        public let id: String
        public let finding: String?
        public let guardrail: String?
        public let action: String
        public let account: String
        public let region: String
        public let resource: ResourceName
        public let part: String
        public let state: ChangeState
        /// Whether a person approved it.
        public let isDecided: Bool
        public let request: JSON
        public let before: JSON
        public let beforeHash: String
        /// `{"service","operation","input"}` each.
        public let planned: [JSON]
        public let expected: JSON
        public let after: JSON
        public let afterHash: String?
        /// What is being sent, once an intent is recorded, and how much of it was answered.
        public let sending: [JSON]
        /// The hash of what it is sent to.
        public let sendingTo: String
        public let sent: Int
        /// AWS's ids of what was asked.
        public let requests: [String]
        public let isIntended: Bool
        /// Until when it is tried where it cannot be read; nil: for ever.
        public let expires: Timestamp?
        public let undoes: String?
        public let undoneBy: String?
    }

    /// What a proposal is about.
    public struct Subject: Sendable {
        public let identity: Finding.Identity
        public let status: Finding.Status
        public let isUnverified: Bool
        public let arn: String?
        public let name: String?
        /// When it was opened last.
        public let opened: Timestamp
        /// Since when the inventory knows the resource; nil where it does not.
        public var appeared: Timestamp?
        /// Since when people are warned of what is to be done about it, by the change's key.
        public let warned: [String: Timestamp]
        /// The change that is to be undone, of an undo.
        public let change: Row?
    }

    let queue: Queue

    public init(queue: Queue) { self.queue = queue }

    /// The finding that a job proposes about; nil where it is not there any more.
    public func subject(of job: Job) async throws(StoreError) -> Subject? {
        let json = try await queue.call("proposed_finding", job, []).json("answer")
        let finding = json["finding"]
        guard let guardrail = finding?["guardrail"]?.string,
            let status = finding?["status"]?.string.flatMap({ Finding.Status(rawValue: $0) })
        else { return nil }
        let text = { (name: String) in finding?[name]?.string ?? "" }
        var warned: [String: Timestamp] = [:]
        for (key, since) in json["warned"]?.object ?? [:] {
            warned[key] = since.string.flatMap { Timestamp($0) }
        }
        return Subject(
            identity: Finding.Identity(
                guardrail: guardrail,
                account: text("account"),
                region: text("region"),
                type: text("resource_type"),
                resource: text("resource_id"),
                part: text("part")
            ),
            status: status,
            isUnverified: finding?["unverified"]?.bool ?? true,
            arn: finding?["resource_arn"]?.string,
            name: finding?["resource_name"]?.string,
            opened: json["opened"]?.string.flatMap { Timestamp($0) } ?? .epoch,
            appeared: json["appeared"]?.string.flatMap { Timestamp($0) },
            warned: warned,
            change: Row(json["change"] ?? .null)
        )
    }

    /// The change of a job, and who stopped what it belongs to; nil: nobody.
    public func begin(_ job: Job) async throws(StoreError) -> (Row, stopped: String?) {
        let answer = try await queue.call("begin_change", job, [])
        let json = try answer.json("answer")
        guard let row = Row(json["change"] ?? .null) else { throw answer.unreadable("change") }
        return (row, json["stopped"]?.string)
    }

    public enum Leave: String, Sendable, Hashable {
        case go, stopped
        /// Another change of the target is under way.
        case busy
    }

    /// Records what is about to be sent; only ``Leave/go`` lets it.
    public func intend(
        _ job: Job,
        before: JSON,
        hash: String,
        planned: [JSON],
        expected: JSON
    ) async throws(StoreError) -> Leave {
        let intent: JSON = [
            "before": before, "before_hash": .string(hash), "planned": .array(planned),
            "expected": expected,
        ]
        let row = try await queue.call("intend_change", job, [(.json(intent), "jsonb")])
        guard let leave = Leave(rawValue: try row.text("answer")) else {
            throw row.unreadable("answer")
        }
        return leave
    }

    /// Has the job of a step be about a change: the one that the target has already, as it stands, or a
    /// new one.
    ///
    /// - Parameter undoes: the change of the same task that it takes back.
    public func take(
        _ proposal: ChangeProposal,
        undoing undoes: String? = nil,
        _ job: Job
    ) async throws(StoreError) -> Row {
        var json = proposal.json.object ?? Object()
        json["undoes"] = .optional(undoes)
        let answer = try await queue.call("take_change", job, [(.json(.object(json)), "jsonb")])
        guard let row = Row(try answer.json("answer")) else { throw answer.unreadable("change") }
        return row
    }

    /// The change that a step's job is about has ended; answers it.
    public func end(_ job: Job, _ end: ChangeEnd) async throws(StoreError) -> Row {
        let answer = try await queue.call("end_run_change", job, [(.json(end.json), "jsonb")])
        guard let row = Row(try answer.json("answer")) else { throw answer.unreadable("change") }
        return row
    }

    /// The session that the next calls are sent with.
    public func note(_ job: Job, accessKey: String) async throws(StoreError) {
        _ = try await queue.call("note_access_key", job, [(.text(accessKey), "text")])
    }

    /// Has the run of a step rely on what other runs did to a target by the same action; false where that
    /// is being taken back now.
    public func hold(_ proposal: ChangeProposal, _ job: Job) async throws(StoreError) -> Bool {
        let row = try await queue.call("hold_change", job, [(.json(proposal.json), "jsonb")])
        return try row.truth("answer")
    }

    /// Has the run of a step that is taken back let a change go; answers the other runs that rely on it:
    /// then it stays.
    public func letGo(_ change: String, _ job: Job) async throws(StoreError) -> [String] {
        try await queue.call("let_go_change", job, [(.text(change), "text")]).json("answer").texts
    }

    /// What became of a run that a change asks for.
    public enum Started: Sendable, Hashable {
        case started(run: String)
        /// One of the same playbook about the same finding.
        case goesOn(run: String)
        case refused(String)
        /// Somebody stopped it, or nobody lets it through any more.
        case stopped
    }

    /// Starts the run that the job's change asks for, once however often it is asked.
    public func startRun(_ job: Job) async throws(StoreError) -> Started {
        let answer = try await queue.call("start_change_run", job, [])
        let json = try answer.json("answer")
        if let run = json["started"]?.string { return .started(run: run) }
        if let run = json["goes_on"]?.string { return .goesOn(run: run) }
        if let reason = json["refused"]?.string { return .refused(reason) }
        guard json["stopped"] != nil else { throw answer.unreadable("answer") }
        return .stopped
    }

    /// AWS answered a call.
    public func note(_ job: Job, request: String) async throws(StoreError) {
        _ = try await queue.call("note_change_call", job, [(.text(request), "text")])
    }
}

extension ChangeWork.Row {
    /// As `to_jsonb` has a row of `parapet.change`; nil for anything else.
    init?(_ json: JSON) {
        guard let id = json["id"]?.string, let action = json["action"]?.string,
            let account = json["account"]?.string, let region = json["region"]?.string,
            let state = json["state"]?.string.flatMap({ ChangeState(rawValue: $0) })
        else { return nil }
        self.id = id
        finding = json["finding"]?.string
        guardrail = json["guardrail"]?.string
        self.action = action
        self.account = account
        self.region = region
        resource = ResourceName(
            type: json["resource"]?["type"]?.string ?? "",
            account: account,
            region: json["resource"]?["region"]?.string ?? region,
            id: json["resource"]?["id"]?.string ?? "",
            arn: json["resource"]?["arn"]?.string,
            name: json["resource"]?["name"]?.string
        )
        part = json["part"]?.string ?? ""
        self.state = state
        isDecided = json["decided_by"]?.string != nil
        request = json["request"] ?? .null
        before = json["before"] ?? .null
        beforeHash = json["before_hash"]?.string ?? ""
        planned = json["planned"]?.array ?? []
        expected = json["expected"] ?? .null
        after = json["after"] ?? .null
        afterHash = json["after_hash"]?.string
        sending = json["sending"]?.array ?? []
        sendingTo = json["sending_to"]?.string ?? ""
        sent = Int(json["sent"]?.int ?? 0)
        requests = json["requests"]?.array?.compactMap(\.string) ?? []
        isIntended = json["intended"]?.string != nil
        expires = json["expires"]?.string.flatMap { Timestamp($0) }
        undoes = json["undoes"]?.string
        undoneBy = json["undone_by"]?.string
    }
}
