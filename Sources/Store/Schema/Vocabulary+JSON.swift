import Document
import Guardrails

extension Change {
    /// As `parapet.write_findings` reads it, before the database adds what it knows better.
    var json: JSON {
        let identity = finding.identity
        return [
            "event": .string(event.rawValue),
            "guardrail": .string(identity.guardrail),
            "account": .string(identity.account),
            "region": .string(identity.region),
            "type": .string(identity.type),
            "resource": .string(identity.resource),
            "part": .string(identity.part),
            "status": .string(finding.status.rawValue),
            "unverified": .bool(finding.unverified),
            "severity": .string(finding.severity.rawValue),
            "environment": .optional(finding.environment),
            "arn": .optional(finding.arn),
            "name": .optional(finding.name),
            "because": .array(finding.because.map(\.json)),
            "reason": .optional(finding.reason),
            "exception": finding.exception?.json ?? .null,
        ]
    }
}

extension Finding.Exception {
    var json: JSON {
        [
            "source": .string(source),
            "owner": .optional(owner),
            "from": .string(from.rfc3339),
            "until": .optional(until?.rfc3339),
        ]
    }

    init?(_ json: JSON) {
        guard let source = json["source"]?.string,
            let from = json["from"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            source: source,
            owner: json["owner"]?.string,
            from: from,
            until: json["until"]?.string.flatMap { Timestamp($0) }
        )
    }
}

extension Coverage {
    /// Gaps that differ only in what AWS said are one, so that no request id makes rows differ.
    var json: JSON {
        var counts: [Gap.Reason: (detail: String, permission: String, count: Int)] = [:]
        var passing: Set<Gap.Reason> = []
        for (gap, count) in gaps {
            let known = counts[gap.reason]
            let detail = known.map { min($0.detail, gap.detail) } ?? gap.detail
            let permission = known.map { min($0.permission, gap.permission) } ?? gap.permission
            counts[gap.reason] = (detail, permission, (known?.count ?? 0) + count)
            if gap.prospect == .passing { passing.insert(gap.reason) }
        }
        let list: [JSON] = Gap.Reason.allCases.compactMap { reason in
            guard let gap = counts[reason] else { return nil }
            var fields: Object = [
                "reason": .string(reason.rawValue), "permission": .string(gap.permission),
                "detail": .string(gap.detail), "count": .int(Int64(gap.count)),
            ]
            if passing.contains(reason) { fields["passing"] = true }
            return .object(fields)
        }
        return [
            "type": .string(type), "attribute": .optional(attribute),
            "permission": .string(permission), "complete": .int(Int64(complete)),
            "gaps": .array(list),
        ]
    }
}

extension Narrowing {
    var json: JSON {
        [
            "accounts": .list(accounts), "regions": .list(regions),
            "guardrails": .list(guardrails), "environments": .list(environments),
        ]
    }

    init(_ json: JSON) {
        self.init(
            accounts: json["accounts"]?.texts ?? [],
            regions: json["regions"]?.texts ?? [],
            guardrails: json["guardrails"]?.texts ?? [],
            environments: json["environments"]?.texts ?? []
        )
    }
}

extension Estate {
    var json: JSON {
        [
            "accounts": .array(accounts.map(\.json)), "excluded": .list(excluded),
            "networks": .list(knownNetworks),
            "partners": .list(partners),
            "baselines": .object(
                Object(baselines.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value)) })
            ),
        ]
    }

    init(_ json: JSON) {
        self.init(
            accounts: json["accounts"]?.array?.compactMap { Account($0) } ?? [],
            excluded: json["excluded"]?.texts ?? [],
            knownNetworks: json["networks"]?.texts ?? [],
            partners: json["partners"]?.texts ?? [],
            baselines: Dictionary(
                (json["baselines"]?.object ?? Object()).map { ($0.0, $0.1.array ?? []) },
                uniquingKeysWith: { $1 }
            )
        )
    }
}

extension Account {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "environment": .optional(environment),
            "tags": .object(
                Object(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
            "unit": .optional(unit), "unit_ids": .list(unitIDs),
            "status": isSuspended ? "suspended" : "active",
        ]
    }

    init?(_ json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string else { return nil }
        var tags: [String: String] = [:]
        for (key, value) in json["tags"]?.object ?? Object() { tags[key] = value.string }
        self.init(
            id: id,
            name: name,
            environment: json["environment"]?.string,
            tags: tags,
            unit: json["unit"]?.string,
            unitIDs: json["unit_ids"]?.texts ?? [],
            isSuspended: json["status"]?.string == "suspended"
        )
    }
}
