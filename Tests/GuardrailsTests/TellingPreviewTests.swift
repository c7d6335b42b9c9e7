import Document
import Testing

@testable import Guardrails

/// The planner over the past.
@Suite struct TellingPreviewTests {
    private let start = Timestamp("2026-06-10T12:00:00Z") ?? .epoch

    private func opened(
        _ subject: String,
        after seconds: Int64,
        over: Int64? = nil,
        introduces: Bool = false,
        kind: String = "finding",
        event: String = "opened",
        word: String = "ops"
    ) -> TellingPreview.Past {
        TellingPreview.Past(
            UntoldNotice(
                id: seconds,
                at: start.later(seconds),
                kind: kind,
                event: event,
                word: word,
                subject: subject,
                guardrail: "g",
                account: "111111111111",
                severity: .high,
                introduces: introduces
            ),
            over: over.map { start.later($0) }
        )
    }

    private func run(_ past: [TellingPreview.Past], _ more: String = "") throws -> [String] {
        var preview = TellingPreview(try TellingPlannerTests.configuration(more))
        return preview.run(past, until: start.later(7 * 86400)).map { sent in
            let seconds = sent.at.map { String($0.seconds - start.seconds) } ?? "waits"
            return "\(seconds) \(sent.message.kind.rawValue) \(sent.message.notices)"
        }
    }

    @Test func whatWasOverBeforeItWasToldIsToldNobody() throws {
        #expect(
            try run([opened("a", after: 0, over: 10), opened("b", after: 5)]) == [
                "30 transitions 1"
            ]
        )
        #expect(try run([opened("a", after: 0, over: 10)]) == [])
    }

    /// Every two minutes for an hour: told twice, and once more with the count when a day is over.
    @Test func whatGoesBackAndForthIsToldThreeTimes() throws {
        let past = (0..<30).map { opened("a", after: $0 * 120, over: $0 * 120 + 60) }.map { past in
            // The last stays.
            past.notice.at == start.later(29 * 120)
                ? TellingPreview.Past(past.notice, over: nil) : past
        }
        #expect(try run(past) == ["30 transitions 1", "150 transitions 1", "86550 transitions 1"])
    }

    @Test func whatWasDecidedBeforeItWasToldNobodyIsAskedFor() throws {
        let asked = opened(
            "c-1",
            after: 0,
            over: 10,
            kind: "change proposed",
            event: "needs approval"
        )
        #expect(try run([asked]) == [])
    }

    /// What was excepted from the start needs no ticket.
    @Test func whatATicketNeverHeardOfIsNotClosedThere() throws {
        let excepted = opened(
            "a",
            after: 0,
            kind: "finding resolved",
            event: "excepted",
            word: "jira"
        )
        #expect(try run([excepted]) == [])
        let told = [
            opened("a", after: 0, word: "jira"),
            opened("a", after: 600, kind: "finding resolved", event: "resolved", word: "jira"),
        ]
        #expect(try run(told) == ["30 transitions 1", "630 transitions 1"])
    }

    /// Whatever happened: by the same guardrail in the same account it is one message.
    @Test func whatComesSoonAfterComesWithIt() throws {
        let past = [
            opened("c-1", after: 0, kind: "change done", event: "undone"),
            opened("a", after: 1, event: "reopened"), opened("b", after: 29),
            opened("c", after: 31),
        ]
        #expect(try run(past) == ["30 transitions 3", "61 transitions 1"])
    }

    @Test func aFirstSweepIsOneMessageAndADigestIsOne() throws {
        let past = (0..<500).map { opened("f\($0)", after: 0, introduces: true) }
        #expect(try run(past) == ["30 first sweep 500"])
        let news = (0..<500).map { opened("f\($0)", after: $0 * 6) }
        #expect(try run(news, "digest: { high: daily }") == ["72000 digest 500"])
    }
}
