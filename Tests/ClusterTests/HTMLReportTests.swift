import Document
import Guardrails
import Records
import Store
import Testing

@testable import parapet

/// The page about the whole estate.
@Suite struct HTMLReportTests {
    private static let hostile = "\"><script>alert('1')</script>&\u{1b}[2J\u{202e}"

    private static func finding(_ number: Int, guardrail: String) throws -> FindingRecord {
        let text = JSON.string(hostile)
        return try FindingRecord([
            "id": "0123456789", "guardrail": .string(guardrail), "title": text,
            "education": .string("First \(hostile).\n\nSecond."),
            "frameworks": [["framework": "cis-5.0", "control": text, "partly": .null]],
            "status": "excepted", "unverified": true, "severity": "high",
            "account": "111122223333", "environment": text, "region": text,
            "resource": ["type": "s3.bucket", "id": text, "arn": text, "name": "name"],
            "part": text, "because": [["text": text, "path": "p"]],
            "exception": [
                "source": text, "owner": text, "from": "2026-01-01T00:00:00Z", "until": .null,
            ],
            "reason": text, "first_seen": "2026-01-01T00:00:00Z",
            "changed": "2026-01-02T00:00:00Z",
        ])
    }

    private static func standing(_ word: String, counts: [Standing.Count] = []) -> Standing {
        let row: JSON = [
            "id": .string(word), "guardrail": .string(word), "requested_by": .string(word),
            "reason": .string(word), "name": .string(word), "role_detail": .string(word),
            "error": .string(word), "permission": .string(word), "example": .string(word),
            "accounts": 3,
        ]
        let list = Standing.List(rows: [row], count: 4)
        return Standing(
            counts: counts,
            unverified: 1,
            accounts: 2,
            sweep: ["id": .string(word), "finished_at": .string(word)],
            requests: list,
            ending: list,
            refusing: list,
            unclassified: list,
            failures: list,
            gaps: list,
            coverage: (complete: 1, all: 3)
        )
    }

    private static func page(_ standing: Standing, _ findings: [FindingRecord]) -> String {
        final class Output { var text = "" }
        let output = Output()
        let now = Timestamp("2026-02-01T00:00:00Z") ?? .now()
        var report = HTMLReport(standing, now: now, write: { output.text += $0 })
        report.begin()
        for finding in findings { report.row(finding) }
        report.end()
        return output.text
    }

    @Test func whatAWSGaveStaysText() throws {
        let count = Standing.Count(
            guardrail: Self.hostile,
            title: Self.hostile,
            severity: .high,
            environment: Self.hostile,
            status: .open,
            findings: 1
        )
        let page = Self.page(
            Self.standing(Self.hostile, counts: [count]),
            [try Self.finding(1, guardrail: Self.hostile)]
        )
        #expect(!page.contains("<script") && !page.contains("alert('1')"))
        #expect(!page.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e })
        let written = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"
        #expect(page.contains(written))
        // No attribute ends before its author meant it to.
        #expect(!page.contains(#"id="g-">"#))
    }

    @Test func nothingComesFromElsewhere() throws {
        let page = Self.page(Self.standing("x"), [try Self.finding(1, guardrail: "g")])
        for word in ["http:", "https:", "src=", "url(", "@import", "<link", "<script", "//"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    /// A section for each guardrail, with its education once, and a row for each finding.
    @Test func everyFindingStandsUnderItsEducation() throws {
        let findings = [
            try Self.finding(1, guardrail: "a"), try Self.finding(2, guardrail: "a"),
            try Self.finding(3, guardrail: "b"),
        ]
        let page = Self.page(Self.standing("x"), findings)
        let sections = page.split(separator: "<section class=\"guardrail ").dropFirst()
        #expect(sections.map { $0.split(separator: "<tr><td").count - 1 } == [2, 1])
        #expect(sections.allSatisfy { $0.contains("<p>Second.</p>") })
        #expect(page.split(separator: "<table").count == page.split(separator: "</table>").count)
    }

    @Test func totalsAndWhatNeedsSomebodyComeFirst() throws {
        func count(_ severity: Severity, _ status: Finding.Status, _ number: Int) -> Standing.Count
        {
            Standing.Count(
                guardrail: "g",
                title: nil,
                severity: severity,
                environment: nil,
                status: status,
                findings: number
            )
        }
        let counts = [
            count(.critical, .open, 5), count(.critical, .excepted, 7), count(.low, .open, 2),
        ]
        let page = Self.page(Self.standing("x", counts: counts), [])
        #expect(page.contains(#"<li class="critical"><b>5</b> critical</li>"#))
        #expect(page.contains(#"<li class="high none"><b>0</b> high</li>"#))
        #expect(page.contains("7 open, 7 excepted, 0 could not be judged"))
        #expect(page.contains("Exceptions asked for and not decided: <b>4</b>"))
        #expect(page.contains("<li>and 3 more</li>"))
        #expect(page.contains("33.3 % of 3 kinds of reads were complete."))
        #expect(page.contains("Nothing violates a guardrail."))
    }

    @Test func anEstateThatNobodyLookedAtIsNotPraised() {
        let nothing = Standing.List(rows: [], count: 0)
        let standing = Standing(
            counts: [],
            unverified: 0,
            accounts: 0,
            sweep: .null,
            requests: nothing,
            ending: nothing,
            refusing: nothing,
            unclassified: nothing,
            failures: nothing,
            gaps: nothing,
            coverage: (complete: 0, all: 0)
        )
        let page = Self.page(standing, [])
        #expect(
            page.contains("No sweep has been done yet") && page.contains("Nothing has been read")
        )
        #expect(!page.contains("Nothing violates a guardrail."))
    }
}
