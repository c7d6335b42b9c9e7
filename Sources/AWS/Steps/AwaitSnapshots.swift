import Document
import Platform
import Playbooks

extension Step {
    /// Source: Amazon EC2 API Reference, "DescribeSnapshots" and "Snapshot", State.
    static let awaitSnapshots = Step(
        StepType(
            "ec2.await-snapshots",
            title: "Waits until snapshots are complete",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("snapshots", .list(.text), required: true, "the snapshots' ids"),
                .init("hours", .int, standard: 24, "the longest that one may take") { hours in
                    (1...168).contains(hours.int ?? 0) ? nil : "it is from 1 to 168"
                },
            ],
            outputs: [.init("snapshots", .list(.text), "their ids")],
            permissions: ["ec2:DescribeSnapshots"],
            limits: StepType.Limits(attempts: 5, waitSeconds: 30, timeoutSeconds: 169 * 3600)
        )
    ) { context in
        await context.reading { reader in
            let ids = context.texts("snapshots")
            guard !ids.isEmpty else { return .done(["snapshots": []]) }
            // Asked for by a filter, those that are there are told where one is not.
            let listing = await reader.list(
                "ec2",
                "DescribeSnapshots",
                DocumentPath("Snapshots"),
                region: context.text("region"),
                ["Filters": [["Name": "snapshot-id", "Values": .list(ids)]]]
            )
            if let gap = listing.gap { return .unread(gap) }
            let hours = context.inputs["hours"]?.int ?? 24
            let wait = SnapshotWait(snapshots: listing.items, ids: ids, hours: hours)
            return wait.answer(at: .now())
        }
    }
}
