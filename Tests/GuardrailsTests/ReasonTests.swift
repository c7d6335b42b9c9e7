import Document
import Testing

@testable import Guardrails

@Suite struct ReasonTests {
    @Test(arguments: [
        (Finding.Reason.fixed, "fixed"), (.gone, "gone"), (.accountLeft, "account left"),
        (.guardrailRemoved, "guardrail removed"), (.guardrailChanged, "guardrail changed"),
        (.outOfScope, "out of scope"), (.exception("e-1"), "exception e-1"),
        (.exceptionEnded("e-1", .revoked), "exception e-1 revoked"),
        (.exceptionEnded("e-1", .expired), "exception e-1 expired"),
        (.exceptionByTag, "exception by tag"),
        (.exceptionByTagEnded(.epoch), "exception by tag ended 1970-01-01T00:00:00Z"),
    ])
    func areReadAsTheyAreWritten(reason: Finding.Reason, text: String) {
        #expect(reason.text == text)
        #expect(Finding.Reason(text: text) == reason)
    }

    @Test(arguments: [
        "", "fixt", "exception", "exception ", "exception by tag ended", "exception e-1 renewed",
        "exception by tag ended soon", "exception e-1 revoked twice",
    ])
    func refusesWhatNobodyWrites(text: String) {
        #expect(Finding.Reason(text: text) == nil)
    }

    /// The words of the history; SQL's own check of them has the same list.
    @Test func eventsHaveTheirWords() {
        #expect(
            Change.Event.allCases.map(\.rawValue) == [
                "opened", "reopened", "excepted", "changed", "resolved", "unverified", "verified",
                "unknown", "withdrawn", "renamed",
            ]
        )
    }
}
