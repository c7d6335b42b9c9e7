import AWS
import Document
import Guardrails
import Records

/// A row of `report.changes`: the record of CONTRACTS, and what people need besides.
struct ChangeView {
    let change: ChangeRecord
    /// Database roles whose members may decide.
    let approvers: [String]
    /// `approve` or `enforce`.
    let mode: String
    /// Of an undo that is not over: whether its guardrail makes the change again by itself.
    let isMadeAgain: Bool

    init(_ row: JSON) throws(RecordFailure) {
        change = try ChangeRecord(report: row)
        approvers = row["approvers"]?.texts ?? []
        mode = row["mode"]?.string ?? ""
        isMadeAgain = row["made_again"]?.bool ?? false
    }

    var id: String { change.id ?? "" }

    var state: String { change.state.rawValue + (change.waits.map { " (\($0.rawValue))" } ?? "") }

    /// `ec2.restrict-ingress`, or that it takes one back.
    var action: String { change.action + (change.undoes.map { ", undoing \($0)" } ?? "") }

    /// What is changed, and which part of it.
    var target: String {
        [change.target.type, change.target.id, change.part].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    static func table(_ changes: [ChangeView]) -> Table {
        var table = Table(titles: [
            "ID", "STATE", "GUARDRAIL", "ACTION", "ACCOUNT", "REGION", "TARGET", "PROPOSED", "BY",
            "REASON",
        ])
        for view in changes {
            let change = view.change
            table.rows.append([
                view.id, view.state, change.guardrail ?? change.run ?? "-", view.action,
                change.account,
                change.region, view.target,
                (change.proposed?.rfc3339.prefix(16)).map { $0 + "Z" } ?? "-",
                change.proposedBy ?? "-", change.reason ?? "",
            ])
        }
        return table
    }
}
