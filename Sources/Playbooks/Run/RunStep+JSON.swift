import Document

extension RunStep {
    var json: JSON {
        [
            "name": .string(name), "type": .optional(type), "status": .string(status.rawValue),
            "reason": .optional(reason), "gate": gate.map(\.json) ?? .null,
            "tasks": .array(tasks.map(\.json)),
        ]
    }

    init?(json: JSON) {
        guard let name = json["name"]?.string,
            let status = json["status"]?.string.flatMap(Status.init(rawValue:)),
            let written = json["tasks"]?.array
        else { return nil }
        self.name = name
        type = json["type"]?.string
        self.status = status
        reason = json["reason"]?.string
        if let gate = json["gate"], !gate.isNull {
            guard let gate = Gate(json: gate) else { return nil }
            self.gate = gate
        }
        tasks = written.compactMap(RunTask.init(json:))
        guard tasks.count == written.count else { return nil }
    }
}

extension RunStep.Gate {
    fileprivate var json: JSON {
        ["two_persons": .bool(needsTwo), "decisions": .array(decisions.map(\.json))]
    }

    fileprivate init?(json: JSON) {
        guard let needsTwo = json["two_persons"]?.bool, let written = json["decisions"]?.array
        else { return nil }
        self.needsTwo = needsTwo
        decisions = written.compactMap(Decision.init(json:))
        guard decisions.count == written.count else { return nil }
    }
}

extension RunStep.Gate.Decision {
    public var json: JSON {
        [
            "by": .string(by), "approved": .bool(isApproval), "reason": .string(reason),
            "at": .string(at.rfc3339),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let by = json["by"]?.string, let isApproval = json["approved"]?.bool,
            let reason = json["reason"]?.string, let at = json["at"].flatMap(Timestamp.init(json:))
        else { return nil }
        self.init(by: by, isApproval: isApproval, reason: reason, at: at)
    }
}
