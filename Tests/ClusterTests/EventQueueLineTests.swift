import Document
import Testing

@testable import parapet

/// What `parapet status` says of a queue, to whom it may be said.
@Suite struct EventQueueLineTests {
    private static let heard: Object = [
        "queue": "https://sqs.example/1/parapet-events", "is_heard": true, "feeds": 1,
        "heard": "2026-11-26T10:00:00Z",
    ]

    private static func line(_ more: Object) -> String {
        var queue = heard
        for (name, value) in more { queue[name] = value }
        return EventQueueLine(.object(queue), alone: []).text
    }

    @Test(
        arguments: [
            (["is_readable": true], "nothing received yet"),
            (
                ["is_readable": true, "received": "2026-11-26T09:59:00Z", "lag_seconds": 2.5],
                "last received 2026-11-26T09:59:00Z, 2 s after it was sent"
            ),
            (["is_readable": false], "heard 2026-11-26T10:00:00Z"),
        ] as [(Object, String)]
    )
    func whatMayNotBeReadIsNotSaidToBeNothing(more: Object, words: String) {
        #expect(Self.line(more) == "events (parapet-events): \(words)")
    }
}
