import Document
import Guardrails
import Notify
import Records

extension GuardrailNote {
    init?(_ json: JSON) {
        guard let name = json["name"]?.string else { return nil }
        self.init(
            name: name,
            title: json["title"]?.string ?? name,
            severity: json["severity"]?.string.flatMap { Severity(rawValue: $0) } ?? .high,
            education: json["education"]?.string ?? ""
        )
    }
}

extension AccountNote {
    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.init(
            id: id,
            name: json["name"]?.string,
            environment: json["environment"]?.string
        )
    }
}

extension FirstSweep {
    init?(_ json: JSON) {
        guard let account = AccountNote(json["account"] ?? .null) else { return nil }
        self.init(
            account: account,
            tallies: (json["tallies"]?.array ?? []).compactMap { tally in
                GuardrailNote(tally).map {
                    Tally(
                        guardrail: $0.name,
                        title: $0.title,
                        severity: $0.severity,
                        open: Int(tally["open"]?.int ?? 0)
                    )
                }
            }
        )
    }
}

extension StoppedChanges {
    init?(_ json: JSON) {
        guard let by = json["by"]?.string, let at = json["at"]?.time else { return nil }
        self.init(
            guardrail: GuardrailNote(json["guardrail"] ?? .null),
            by: by,
            at: at,
            reason: json["reason"]?.string,
            waiting: Int(json["waiting"]?.int ?? 0)
        )
    }
}

extension EndingException {
    init?(_ json: JSON) {
        guard let id = json["id"]?.string, let until = json["until"]?.time,
            let guardrail = GuardrailNote(json["guardrail"] ?? .null)
        else { return nil }
        self.init(
            id: id,
            guardrail: guardrail,
            scope: json["scope"]?.object ?? Object(),
            reason: json["reason"]?.string ?? "",
            until: until,
            findings: Int(json["findings"]?.int ?? 0)
        )
    }
}

extension RunNews {
    init?(_ json: JSON) {
        guard let run = json["run"]?.string, let playbook = json["playbook"]?.string,
            let status = json["status"]?.string.flatMap({ RunRecord.Status(rawValue: $0) })
        else { return nil }
        self.init(
            run: run,
            playbook: playbook,
            status: status,
            account: AccountNote(json["account"] ?? .null),
            target: json["target"]?.string,
            reference: json["case"]?.string,
            reason: json["reason"]?.string,
            startedBy: json["started_by"]?.string ?? "",
            gate: Gate(json["gate"] ?? .null)
        )
    }
}

extension RunNews.Gate {
    init?(_ json: JSON) {
        guard let step = json["step"]?.string else { return nil }
        self.init(
            step: step,
            by: json["by"]?.texts ?? [],
            needsTwo: json["two_persons"]?.bool ?? true,
            asks: json["asks"]?.string ?? "",
            approvals: Int(json["approvals"]?.int ?? 0),
            isOpen: json["open"]?.bool ?? false
        )
    }
}

extension DeadChannel {
    init?(_ json: JSON) {
        guard let name = json["channel"]?.string, let since = json["since"]?.time else {
            return nil
        }
        self.init(
            name: name,
            type: json["type"]?.string ?? "",
            since: since,
            failure: json["error"]?.string ?? "",
            waiting: Int(json["waiting"]?.int ?? 0)
        )
    }
}
