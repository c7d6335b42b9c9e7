import Document
import Guardrails
import Records
import Store

/// A page about the whole estate: one file, without scripts and without anything from elsewhere, so
/// that mail and build servers can carry it. Written piece by piece.
struct HTMLReport {
    private let standing: Standing
    private let now: Timestamp
    private let write: (String) -> Void
    /// The guardrail whose findings are being written.
    private var guardrail: String?
    private var count = 0

    init(_ standing: Standing, now: Timestamp, write: @escaping (String) -> Void) {
        self.standing = standing
        self.now = now
        self.write = write
    }

    func begin() {
        write(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Parapet: guardrails report</title>
            <style>
            \(Self.style)</style>
            </head>
            <body>
            <header>
            <h1>Guardrails report</h1>
            <p>\(HTML.text(introduction))</p>
            </header>
            <main>

            """
        )
        for section in HTMLSummary(standing: standing).sections { write(section) }
        write("<h2>Findings</h2>\n")
    }

    /// Findings of one guardrail follow each other.
    mutating func row(_ finding: FindingRecord) {
        count += 1
        if guardrail != finding.guardrail {
            endSection()
            guardrail = finding.guardrail
            write(Self.sectionHead(finding))
        }
        write(HTML.row(cells(finding)))
    }

    mutating func end() {
        endSection()
        if count == 0 {
            let text = standing.sweep.isNull ? "Nothing is known." : "Nothing violates a guardrail."
            write("<p>\(text)</p>\n")
        }
        write("</main>\n<footer>Made by Parapet at \(now.rfc3339).</footer>\n</body>\n</html>\n")
    }

    private mutating func endSection() {
        if guardrail != nil { write("</tbody></table>\n</section>\n") }
        guardrail = nil
    }

    private var introduction: String {
        let accounts = "\(standing.accounts) \(standing.accounts == 1 ? "account" : "accounts")"
        guard let id = standing.sweep["id"]?.string,
            let time = standing.sweep["finished_at"]?.string
        else {
            return "\(accounts). No sweep has been done yet: this page says nothing about them."
        }
        return "\(accounts), as the sweep \(id) left them at \(time)."
    }

    private static func sectionHead(_ finding: FindingRecord) -> String {
        let frameworks = finding.frameworks.map {
            #"<span class="control">\#(HTML.text($0.text))</span>"#
        }.joined(separator: " ")
        let titles = ["Status", "Account", "Region", "Resource", "Because", "Known for"]
        return """
            <section class="guardrail \(finding.severity.rawValue)" \
            id="g-\(HTML.text(finding.guardrail))">
            <h3>\(HTML.mark(finding.severity.rawValue)) \(HTML.text(finding.shownTitle))</h3>
            <p class="names"><code>\(HTML.text(finding.guardrail))</code> \(frameworks)</p>
            <div class="education">
            \(HTML.paragraphs(finding.education ?? ""))</div>
            <table class="findings">\(HTML.head(titles))<tbody>

            """
    }

    private func cells(_ finding: FindingRecord) -> [(label: String, html: String)] {
        var status = HTML.mark(finding.status.rawValue)
        if finding.unverified { status += " " + HTML.mark("unverified") }
        if let exception = finding.exception {
            status += "<small>\(HTML.text(exception.text))</small>"
        }
        var resource = "<code>\(HTML.text(finding.resource.id))</code>"
        let name = finding.resource.name.flatMap { $0 == finding.resource.id ? nil : $0 }
        for more in [name, finding.part.isEmpty ? nil : finding.part].compactMap(\.self) {
            resource += "<small>\(HTML.text(more))</small>"
        }
        let environment = finding.environment ?? "unclassified"
        let because = finding.because.map { HTML.text($0.text) }.joined(separator: "<br>")
        return [
            ("Status", status),
            (
                "Account",
                "<code>\(HTML.text(finding.account))</code><small>\(HTML.text(environment))</small>"
            ),
            ("Region", HTML.text(finding.region)), ("Resource", resource), ("Because", because),
            (
                "Known for",
                #"<span title="\#(finding.firstSeen.rfc3339)">\#(finding.age(at: now))</span>"#
                    + "<small>\(HTML.text(finding.shortID))</small>"
            ),
        ]
    }
}
