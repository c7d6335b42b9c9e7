import Document
import Guardrails
import Notify
import Records

extension Group {
    init?(_ json: JSON) {
        guard let guardrail = GuardrailNote(json["guardrail"] ?? .null) else { return nil }
        let account = AccountNote(json["account"] ?? .null)
        let items = (json["items"]?.array ?? []).compactMap { Item($0, isOwn: account == nil) }
        self.init(
            guardrail: guardrail,
            account: account,
            items: items,
            omitted: max(0, Int(json["notices"]?.int ?? 0) - items.count),
            stillOpen: json["still_open"]?.int.map { Int($0) }
        )
    }
}

extension Item {
    /// - Parameter isOwn: whether it says its account itself.
    fileprivate init?(_ json: JSON, isOwn: Bool) {
        guard let event = json["event"]?.string.flatMap({ Event(rawValue: $0) }),
            let at = json["at"]?.time, let resource = json["resource"],
            let type = resource["type"]?.string, let id = resource["id"]?.string
        else { return nil }
        self.init(
            event: event,
            at: at,
            finding: json["finding"]?.string,
            account: isOwn ? AccountNote(json["account"] ?? .null) : nil,
            region: json["region"]?.string ?? "",
            resource: ResourceRecord(
                type: type,
                id: id,
                arn: resource["arn"]?.string,
                name: resource["name"]?.string
            ),
            part: json["part"]?.string ?? "",
            because: (json["because"]?.array ?? []).map {
                FindingRecord.Reason(
                    text: $0["text"]?.string ?? "",
                    path: $0["path"]?.string ?? "",
                    witness: $0["witness"]
                )
            },
            reason: json["reason"]?.string,
            flapping: Flapping(json["flapping"] ?? .null),
            actor: Actor(json["actor"] ?? .null),
            change: ChangeNote(json["change"] ?? .null),
            ticket: Ticket(json["ticket"] ?? .null)
        )
    }
}

extension Item.Flapping {
    fileprivate init?(_ json: JSON) {
        guard let count = json["count"]?.int, let since = json["since"]?.time else { return nil }
        self.init(count: Int(count), since: since)
    }
}

extension Item.Actor {
    fileprivate init?(_ json: JSON) {
        guard let name = json["name"]?.string, let call = json["call"]?.string,
            let at = json["at"]?.time
        else { return nil }
        self.init(name: name, call: call, at: at)
    }
}

extension Item.Ticket {
    fileprivate init?(_ json: JSON) {
        guard let reference = json["reference"]?.string else { return nil }
        self.init(reference: reference, url: json["url"]?.string)
    }
}

extension ChangeNote {
    fileprivate init?(_ json: JSON) {
        guard let action = json["action"]?.string,
            let state = json["state"]?.string.flatMap({ ChangeState(rawValue: $0) })
        else { return nil }
        self.init(
            id: json["id"]?.string,
            action: action,
            state: state,
            waits: json["waits"]?.string.flatMap { ChangeWait(rawValue: $0) },
            notBefore: json["not_before"]?.time,
            expires: json["expires"]?.time,
            approvers: json["approvers"]?.texts ?? [],
            reason: json["reason"]?.string,
            calls: json["calls"]?.texts ?? [],
            executed: json["executed"]?.time,
            undoes: json["undoes"]?.string
        )
    }
}
