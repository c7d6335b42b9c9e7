import Document

/// An exception that was asked for, and what became of it, as `report.exceptions` has it.
public struct ExceptionRecord: Record {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case requested, granted, refused, revoked, expired
    }

    public static let kind = "exception"

    public var id: String
    public var guardrail: String
    public var state: State
    /// What it covers: account, unit, environment, region, resource, tag, condition; what is not
    /// named is not asked.
    public var scope: Object
    public var reason: String
    /// Where else it is discussed.
    public var ticket: String?
    public var requestedBy: String
    public var requestedAt: Timestamp
    public var until: Timestamp
    public var decidedBy: String?
    public var decidedAt: Timestamp?
    public var note: String?
    public var endedAt: Timestamp?
    /// How many findings stand under it.
    public var findings: Int
}

extension ExceptionRecord {
    public init(_ json: JSON) throws(RecordFailure) {
        let members = try Members(json, of: Self.kind)
        id = try members.text("id")
        guardrail = try members.text("guardrail")
        state = try members.word("state")
        scope = try members.object("scope")
        reason = try members.text("reason")
        ticket = try members.optionalText("ticket")
        requestedBy = try members.text("requested_by")
        requestedAt = try members.time("requested_at")
        until = try members.time("until")
        decidedBy = try members.optionalText("decided_by")
        decidedAt = try members.optionalTime("decided_at")
        note = try members.optionalText("note")
        endedAt = try members.optionalTime("ended_at")
        findings = try members.count("findings")
    }

    public var json: JSON {
        [
            "id": .string(id), "guardrail": .string(guardrail), "state": .string(state.rawValue),
            "scope": .object(scope), "reason": .string(reason), "ticket": .optional(ticket),
            "requested_by": .string(requestedBy), "requested_at": .string(requestedAt.rfc3339),
            "until": .string(until.rfc3339), "decided_by": .optional(decidedBy),
            "decided_at": .optional(decidedAt), "note": .optional(note),
            "ended_at": .optional(endedAt), "findings": .count(findings),
        ]
    }
}
