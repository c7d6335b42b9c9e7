import Document
import Guardrails
import Platform

extension UntoldNotice {
    static let columns = """
        id, to_json(at) #>> '{}' as at, kind, event, word, subject, guardrail, account,
        account_name, severity, resource_tags, account_tags, contact, introduces
        """

    /// A row of `parapet.notice_facts`.
    init(_ row: Row) throws(StoreError) {
        self.init(
            id: try row.integer("id"),
            at: try row.time("at"),
            kind: try row.text("kind"),
            event: try row.text("event"),
            word: row.optionalText("word") ?? "",
            subject: try row.text("subject"),
            guardrail: row.optionalText("guardrail"),
            account: row.optionalText("account"),
            accountName: row.optionalText("account_name"),
            severity: try row.severity(),
            resourceTags: try row.json("resource_tags").tags,
            accountTags: try row.json("account_tags").tags,
            contact: row.optionalText("contact"),
            introduces: try row.truth("introduces")
        )
    }
}

extension NoticeGroup {
    /// A row of `parapet.due_groups`.
    init(_ row: Row) throws(StoreError) {
        self.init(
            id: try row.integer("id"),
            channel: try row.text("channel"),
            address: try row.text("address"),
            event: try row.text("event"),
            guardrail: row.optionalText("guardrail"),
            account: row.optionalText("account"),
            severity: try row.severity(),
            subject: try row.text("subject"),
            isOwner: try row.truth("is_owner"),
            introduces: try row.truth("introduces"),
            flaps: try row.truth("flaps"),
            toldLast: row.optionalText("told_last").flatMap { Timestamp($0) },
            notices: Int(try row.integer("notices")),
            first: try row.time("first"),
            last: try row.time("last"),
            isSweeping: try row.truth("sweeps")
        )
    }
}

extension JSON {
    /// Values that are texts, by their keys.
    fileprivate var tags: [String: String] {
        var tags: [String: String] = [:]
        for (key, value) in object ?? Object() { tags[key] = value.string }
        return tags
    }
}

extension Row {
    /// A moment as `to_json` has it.
    func time(_ column: String) throws(StoreError) -> Timestamp {
        guard let time = Timestamp(try text(column)) else { throw unreadable(column) }
        return time
    }

    fileprivate func severity() throws(StoreError) -> Severity {
        guard let severity = Severity(rawValue: try text("severity")) else {
            throw unreadable("severity")
        }
        return severity
    }
}
