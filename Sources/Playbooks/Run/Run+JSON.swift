import Document
import Guardrails

extension Run {
    /// The run as it is stored; ``init(json:)`` reads it.
    public var json: JSON {
        [
            "id": .string(id), "playbook": .string(playbook), "sha256": .string(textDigest),
            "target": target.map(\.json) ?? .null, "account": account.map(\.json) ?? .null,
            "inputs": .object(inputs), "case": .optional(caseName), "reason": .optional(reason),
            "started_by": .string(startedBy),
            "forensics": .object(
                Object(forensics.sorted { $0.key < $1.key }.map { ($0, .string($1)) })
            ),
            "only_analyses": .bool(onlyAnalyses),
            "dry": .bool(isDry), "status": .string(status.rawValue),
            "undoing": .string(undoing.rawValue), "round": .int(Int64(round)),
            "endings": .int(Int64(endings)), "started": .optional(started?.rfc3339),
            "ended": .optional(ended?.rfc3339), "steps": .array(steps.map(\.json)),
        ]
    }

    /// Nil unless the document is one of ``json``.
    public init?(json: JSON) {
        guard let id = json["id"]?.string, let playbook = json["playbook"]?.string,
            let textDigest = json["sha256"]?.string, let inputs = json["inputs"]?.object,
            let startedBy = json["started_by"]?.string,
            let onlyAnalyses = json["only_analyses"]?.bool, let isDry = json["dry"]?.bool,
            let status = json["status"]?.string.flatMap(Status.init(rawValue:)),
            let undoing = json["undoing"]?.string.flatMap(Undoing.init(rawValue:)),
            let round = json["round"]?.int, let endings = json["endings"]?.int,
            let written = json["steps"]?.array
        else { return nil }
        self.id = id
        self.playbook = playbook
        self.textDigest = textDigest
        target = json["target"].flatMap(Resource.init(json:))
        account = json["account"].flatMap(Account.init(json:))
        self.inputs = inputs
        caseName = json["case"]?.string
        reason = json["reason"]?.string
        self.startedBy = startedBy
        // A run from before there was any has none.
        forensics = Dictionary(
            (json["forensics"]?.object ?? [:]).compactMap { name, value in
                value.string.map { (name, $0) }
            },
            uniquingKeysWith: { $1 }
        )
        self.onlyAnalyses = onlyAnalyses
        self.isDry = isDry
        self.status = status
        self.undoing = undoing
        self.round = Int(round)
        self.endings = Int(endings)
        started = json["started"].flatMap(Timestamp.init(json:))
        ended = json["ended"].flatMap(Timestamp.init(json:))
        steps = written.compactMap(RunStep.init(json:))
        guard steps.count == written.count else { return nil }
    }
}

extension Timestamp {
    init?(json: JSON) {
        guard let text = json.string else { return nil }
        self.init(text)
    }
}

extension Account {
    fileprivate var json: JSON {
        [
            "id": .string(id), "name": .string(name), "environment": .optional(environment),
            "tags": .object(Object(tags.sorted { $0.key < $1.key }.map { ($0, .string($1)) })),
            "unit": .optional(unit), "unit_ids": .list(unitIDs),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string else { return nil }
        let tags = json["tags"]?.object.map { members in
            members.compactMap { name, value in value.string.map { (name, $0) } }
        }
        self.init(
            id: id,
            name: name,
            environment: json["environment"]?.string,
            tags: Dictionary(tags ?? [], uniquingKeysWith: { $1 }),
            unit: json["unit"]?.string,
            unitIDs: json["unit_ids"]?.texts ?? []
        )
    }
}
