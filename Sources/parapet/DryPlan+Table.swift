import Records

extension DryPlan {
    static func table(_ changes: [ChangeRecord]) -> Table {
        var table = Table(titles: [
            "STATE", "ACTION", "ACCOUNT", "REGION", "TARGET", "PART", "CALLS", "REASON",
        ])
        for change in changes {
            let calls = change.planned.map { "\($0.service):\($0.operation)" }
            table.rows.append([
                change.state.rawValue, change.action, change.account, change.region,
                change.target.id, change.part, calls.joined(separator: ", "),
                change.reason ?? "",
            ])
        }
        return table
    }
}
