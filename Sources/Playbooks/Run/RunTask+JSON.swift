import Document

extension RunTask {
    var json: JSON {
        [
            "item": item ?? .null, "has_item": .bool(item != nil),
            "phase": .string(phase.rawValue), "attempt": .int(Int64(attempt)),
            "failures": .int(Int64(failures)),
            "inputs": inputs.map { .object($0) } ?? .null,
            "outputs": outputs.map { .object($0) } ?? .null,
            "outputs_sha256": .optional(outputsDigest), "changes": .list(changes),
            "undone_by": .list(undoneBy), "left": .list(left),
            "ending": ending.map { .int(Int64($0)) } ?? .null,
            "wakes": .optional(wakes?.rfc3339), "started": .optional(started?.rfc3339),
            "ended": .optional(ended?.rfc3339), "message": .optional(message),
        ]
    }

    init?(json: JSON) {
        guard let hasItem = json["has_item"]?.bool,
            let phase = json["phase"]?.string.flatMap(Phase.init(rawValue:)),
            let attempt = json["attempt"]?.int, let failures = json["failures"]?.int
        else { return nil }
        item = hasItem ? json["item"] : nil
        self.phase = phase
        self.attempt = Int(attempt)
        self.failures = Int(failures)
        inputs = json["inputs"]?.object
        outputs = json["outputs"]?.object
        outputsDigest = json["outputs_sha256"]?.string
        changes = json["changes"]?.texts ?? []
        undoneBy = json["undone_by"]?.texts ?? []
        left = json["left"]?.texts ?? []
        ending = json["ending"]?.int.map { Int($0) }
        wakes = json["wakes"].flatMap(Timestamp.init(json:))
        started = json["started"].flatMap(Timestamp.init(json:))
        ended = json["ended"].flatMap(Timestamp.init(json:))
        message = json["message"]?.string
    }
}
