import Document

extension GuardrailNote {
    var json: JSON {
        [
            "name": .string(name.storable), "title": .string(title.storable),
            "severity": .string(severity.rawValue),
            "education": .string(education.storable(upTo: 8000)),
        ]
    }
}

extension AccountNote {
    var json: JSON {
        [
            "id": .string(id.storable), "name": .optional(name?.storable),
            "environment": .optional(environment?.storable),
        ]
    }
}

extension FirstSweep {
    var json: JSON {
        let tallies = tallies.map { tally -> JSON in
            [
                "guardrail": .string(tally.guardrail.storable),
                "title": .string(tally.title.storable),
                "severity": .string(tally.severity.rawValue), "open": .count(tally.open),
            ]
        }
        return ["account": account.json, "guardrails": .array(tallies)]
    }
}

extension StoppedChanges {
    var json: JSON {
        [
            "guardrail": guardrail?.json ?? .null, "by": .string(by.storable),
            "at": .string(at.rfc3339), "reason": .optional(reason?.storable),
            "waiting": .count(waiting),
        ]
    }
}

extension EndingException {
    var json: JSON {
        [
            "id": .string(id.storable), "guardrail": guardrail.json,
            "covers": .string(covers.storable), "reason": .string(reason.storable),
            "until": .string(until.rfc3339), "findings": .count(findings),
        ]
    }
}

extension RunNews {
    var json: JSON {
        [
            "run": .string(run.storable), "playbook": .string(playbook.storable),
            "status": .string(status.rawValue), "account": account?.json ?? .null,
            "target": .optional(target?.storable), "case": .optional(reference?.storable),
            "reason": .optional(reason?.storable), "started_by": .string(startedBy.storable),
            "gate": gate.map { gate in
                [
                    "step": .string(gate.step.storable),
                    "by": .list(gate.by.map(\.storable)),
                    "two_persons": .bool(gate.needsTwo), "asks": .string(gate.asks.storable),
                    "approvals": .count(gate.approvals), "open": .bool(gate.isOpen),
                ]
            } ?? .null,
        ]
    }
}

extension DeadChannel {
    var json: JSON {
        [
            "name": .string(name.storable), "type": .string(type.storable),
            "since": .string(since.rfc3339), "failure": .string(failure.storable),
            "waiting": .count(waiting),
        ]
    }
}
