import Document

extension RunRecord {
    /// A row of `report.runs`.
    public init(report row: JSON) throws(RecordFailure) {
        let members = try Members(row, of: Self.kind)
        run = try members.text("id")
        playbook = try members.text("playbook")
        let arn = try members.optionalText("target_arn")
        let id = try members.optionalText("target_id")
        target = arn ?? id ?? ""
        reference = try members.optionalText("case")
        reason = try members.optionalText("reason")
        status = try members.word("status")
        steps = (row["state"]?["steps"]?.array ?? []).compactMap(Step.init(state:))
    }
}

extension RunRecord.Step {
    /// Of a step as the programs keep it; a step that was done for several items has theirs.
    fileprivate init?(state: JSON) {
        guard let name = state["name"]?.string,
            let status = state["status"]?.string.flatMap(Status.init(rawValue:))
        else { return nil }
        let tasks = state["tasks"]?.array ?? []
        let times = { (key: String) in
            tasks.compactMap { $0[key]?.string.flatMap { Timestamp($0) } }
        }
        self.name = name
        self.status = status
        started = times("started").min()
        let ends = times("ended")
        ended = ends.count == tasks.count ? ends.max() : nil
        changes = tasks.flatMap { $0["changes"]?.texts ?? [] }
        if tasks.contains(where: { $0["has_item"] == true }) {
            let items = tasks.map { task -> JSON in
                ["item": task["item"] ?? .null, "outputs": task["outputs"] ?? .null]
            }
            outputs = ["items": .array(items)]
        } else {
            outputs = tasks.first?["outputs"]?.object ?? Object()
        }
    }
}
