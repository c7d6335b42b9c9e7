import Document

extension FindingRecord {
    public init(_ json: JSON) throws(RecordFailure) {
        let members = try Members(json, of: Self.kind)
        id = try members.text("id")
        guardrail = try members.text("guardrail")
        title = try members.optionalText("title")
        education = try members.optionalText("education")
        frameworks =
            try members.optional("frameworks") { members throws(RecordFailure) in
                try members.list("frameworks") { item throws(RecordFailure) in try Framework(item) }
            } ?? []
        status = try members.word("status")
        unverified = try members.flag("unverified")
        severity = try members.word("severity")
        account = try members.text("account")
        environment = try members.optionalText("environment")
        region = try members.text("region")
        resource = try ResourceRecord(try members.members("resource"))
        part = try members.text("part")
        because = try members.list("because") { item throws(RecordFailure) in try Reason(item) }
        exception = try members.optional("exception") { members throws(RecordFailure) in
            try Exception(try members.members("exception"))
        }
        reason = try members.optionalText("reason")
        firstSeen = try members.time("first_seen")
        changed = try members.time("changed")
    }

    public var json: JSON {
        [
            "id": .string(id), "guardrail": .string(guardrail), "title": .optional(title),
            "education": .optional(education), "frameworks": .array(frameworks.map(\.json)),
            "status": .string(status.rawValue), "unverified": .bool(unverified),
            "severity": .string(severity.rawValue), "account": .string(account),
            "environment": .optional(environment), "region": .string(region),
            "resource": resource.json, "part": .string(part),
            "because": .array(because.map(\.json)), "exception": exception?.json ?? .null,
            "reason": .optional(reason), "first_seen": .string(firstSeen.rfc3339),
            "changed": .string(changed.rfc3339),
        ]
    }
}

extension FindingRecord.Framework {
    init(_ members: Members) throws(RecordFailure) {
        framework = try members.text("framework")
        control = try members.text("control")
        partly = try members.optionalText("partly")
    }

    public var json: JSON {
        [
            "framework": .string(framework), "control": .string(control),
            "partly": .optional(partly),
        ]
    }
}

extension FindingRecord.Reason {
    init(_ members: Members) throws(RecordFailure) {
        text = try members.text("text")
        path = try members.text("path")
        witness = try members.optional("witness") { members throws(RecordFailure) in
            try members.json("witness")
        }
    }

    /// Without a witness where there is none.
    var json: JSON {
        var json: Object = ["text": .string(text), "path": .string(path)]
        json["witness"] = witness
        return .object(json)
    }
}

extension FindingRecord.Exception {
    init(_ members: Members) throws(RecordFailure) {
        source = try members.text("source")
        owner = try members.optionalText("owner")
        from = try members.time("from")
        until = try members.optionalTime("until")
    }

    public var json: JSON {
        [
            "source": .string(source), "owner": .optional(owner), "from": .string(from.rfc3339),
            "until": .optional(until),
        ]
    }
}
