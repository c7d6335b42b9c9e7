import Document
import Guardrails
import Notify
import Records
import Testing

/// One message of each kind, as people get it.
struct SampleMessage: Sendable, CustomTestStringConvertible {
    let name: String
    let message: Message

    var testDescription: String { name }

    static let all: [SampleMessage] =
        transitions
        + [
            SampleMessage("digest", .digest(digest), many),
            SampleMessage(
                "digest-of-nothing",
                .digest(
                    Digest(
                        from: at("2026-11-25T07:00:00Z"),
                        to: at("2026-11-26T07:00:00Z"),
                        groups: [],
                        stillOpen: 0
                    )
                ),
                many
            ),
            SampleMessage("first-sweep", .firstSweep(firstSweep), owner),
            SampleMessage(
                "first-sweep-clean",
                .firstSweep(FirstSweep(account: prod, tallies: [])),
                owner
            ),
            SampleMessage(
                "changes-stopped",
                .changesStopped(
                    StoppedChanges(
                        guardrail: ssh,
                        by: "parapet",
                        at: at("2026-11-26T09:40:00Z"),
                        reason: "3 changes in a row failed",
                        waiting: 17
                    )
                ),
                many
            ),
            SampleMessage(
                "all-changes-stopped",
                .changesStopped(
                    StoppedChanges(
                        guardrail: nil,
                        by: "ada",
                        at: at("2026-11-26T09:40:00Z"),
                        reason: "incident 42",
                        waiting: 1
                    )
                ),
                many
            ),
            SampleMessage("exception-ends", .exceptionEnds(exception), owner),
            SampleMessage(
                "channel-dead",
                .channelDead(
                    DeadChannel(
                        name: "team-shop",
                        type: "slack",
                        since: at("2026-11-26T03:10:00Z"),
                        failure: "404 no_service",
                        waiting: 12
                    )
                ),
                many
            ),
            SampleMessage("run-waits", .run(waitingRun), many),
            SampleMessage("run-failed", .run(failedRun), many),
            SampleMessage("test", .test, many),
        ]

    init(_ name: String, _ matter: Matter, _ recipient: Recipient) {
        self.name = name
        message = Message(
            key: "n-\(name)",
            at: Self.at("2026-11-26T09:45:00Z"),
            recipient: recipient,
            matter: matter
        )
    }

    static func at(_ text: String) -> Timestamp { Timestamp(text) ?? .epoch }
}
