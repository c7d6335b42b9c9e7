import AWS
import Document
import Playbooks

extension RunReport {
    /// Of a dry run: what each step would do, on what, and by which calls.
    var planned: Section {
        let rows = (row["state"]?["steps"]?.array ?? []).flatMap { step -> [[String]] in
            (step["tasks"]?.array ?? []).compactMap { task in
                guard let message = task["message"]?.string,
                    message.hasPrefix(Run.dryPrefix)
                else { return nil }
                let type = step["type"]?.string.flatMap(Step.named)?.type
                let given = String(message.dropFirst(Run.dryPrefix.count))
                let inputs = (try? JSON.parse(given)).map(Self.text) ?? given
                return [
                    step["name"]?.string ?? "", type?.title ?? step["type"]?.string ?? "", inputs,
                    (type?.permissions ?? []).joined(separator: " "),
                ]
            }
        }
        return Section(
            title: "What would be changed",
            table: .init(titles: ["Step", "What", "With", "Calls"], rows: rows)
        )
    }
}
