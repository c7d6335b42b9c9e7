import Document

extension ChangeRecord {
    public init(_ json: JSON) throws(RecordFailure) {
        let members = try Members(json, of: Self.kind)
        id = try members.optionalText("id")
        finding = try members.optionalText("finding")
        guardrail = try members.optionalText("guardrail")
        action = try members.text("action")
        account = try members.text("account")
        environment = try members.optionalText("environment")
        region = try members.text("region")
        resource = try ResourceRecord(try members.members("resource"))
        target = try ResourceRecord(try members.members("target"))
        part = try members.text("part")
        state = try members.word("state")
        waits = try members.optional("waits") { members throws(RecordFailure) in
            try members.word("waits")
        }
        notBefore = try members.optionalTime("not_before")
        reason = try members.optionalText("reason")
        before = try members.optional("before") { members throws(RecordFailure) in
            try members.json("before")
        }
        planned = try members.list("planned") { item throws(RecordFailure) in
            Call(
                service: try item.text("service"),
                operation: try item.text("operation"),
                input: try item.json("input")
            )
        }
        after = try members.optional("after") { members throws(RecordFailure) in
            try members.json("after")
        }
        proposed = try members.optionalTime("proposed")
        proposedBy = try members.optionalText("proposed_by")
        expires = try members.optionalTime("expires")
        decided = try members.optional("decided") { members throws(RecordFailure) in
            let decided = try members.members("decided")
            return Decision(
                by: try decided.text("by"),
                at: try decided.time("at"),
                reason: try decided.optionalText("reason")
            )
        }
        executed = try members.optionalTime("executed")
        requests = try members.texts("requests")
        undoes = try members.optionalText("undoes")
        undoneBy = try members.optionalText("undone_by")
        run = try members.optionalText("run")
        step = try members.optionalText("step")
    }

    public var json: JSON {
        let calls = planned.map { call -> JSON in
            [
                "service": .string(call.service), "operation": .string(call.operation),
                "input": call.input,
            ]
        }
        let decided = decided.map { decided -> JSON in
            [
                "by": .string(decided.by), "at": .string(decided.at.rfc3339),
                "reason": .optional(decided.reason),
            ]
        }
        return [
            "id": .optional(id), "finding": .optional(finding), "guardrail": .optional(guardrail),
            "action": .string(action), "account": .string(account),
            "environment": .optional(environment), "region": .string(region),
            "resource": resource.json, "target": target.json, "part": .string(part),
            "state": .string(state.rawValue), "waits": .optional(waits?.rawValue),
            "not_before": .optional(notBefore), "reason": .optional(reason),
            "before": before ?? .null, "planned": .array(calls), "after": after ?? .null,
            "proposed": .optional(proposed), "proposed_by": .optional(proposedBy),
            "expires": .optional(expires), "decided": decided ?? .null,
            "executed": .optional(executed), "requests": .list(requests),
            "undoes": .optional(undoes), "undone_by": .optional(undoneBy),
            "run": .optional(run), "step": .optional(step),
        ]
    }
}
