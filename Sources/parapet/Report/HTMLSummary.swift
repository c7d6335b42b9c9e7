import Document
import Foundation
import Guardrails
import Store

/// What a report says before it lists findings.
struct HTMLSummary {
    let standing: Standing

    var sections: [String] { [totals, tables, needs, coverage] }

    private func sum(_ which: (Standing.Count) -> Bool) -> Int {
        standing.counts.filter(which).reduce(0) { $0 + $1.findings }
    }

    private var totals: String {
        let tiles = Severity.allCases.reversed().map { severity in
            let count = sum { $0.severity == severity && $0.status == .open }
            return #"<li class="\#(severity.rawValue)\#(count == 0 ? " none" : "")">"#
                + "<b>\(count)</b> \(severity.rawValue)</li>"
        }.joined()
        let open = sum { $0.status == .open }
        let excepted = sum { $0.status == .excepted }
        let unknown = sum { $0.status == .unknown }
        return """
            <ul class="tiles">\(tiles)</ul>
            <p>\(open) open, \(excepted) excepted, \(unknown) could not be judged, \
            \(standing.unverified) could not be confirmed by the last look.</p>

            """
    }

    private var tables: String {
        let environments = Set(standing.counts.map(\.environment)).sorted {
            ($0 ?? "\u{10ffff}") < ($1 ?? "\u{10ffff}")
        }
        let byEnvironment = environments.map { environment in
            row(HTML.text(environment ?? "unclassified")) { $0.environment == environment }
        }.joined()
        let first = Dictionary(
            standing.counts.map { ($0.guardrail, $0) },
            uniquingKeysWith: { $0.severity >= $1.severity ? $0 : $1 }
        )
        let guardrails = first.values.sorted {
            ($1.severity, $0.guardrail) < ($0.severity, $1.guardrail)
        }
        let byGuardrail = guardrails.map { guardrail in
            let title = HTML.text(guardrail.title ?? guardrail.guardrail)
            let link = ##"<a href="#g-\##(HTML.text(guardrail.guardrail))">\##(title)</a>"##
            return row(HTML.mark(guardrail.severity.rawValue) + " " + link) {
                $0.guardrail == guardrail.guardrail
            }
        }.joined()
        guard !standing.counts.isEmpty else { return "" }
        return """
            <div class="pair">
            <section><h2>By environment</h2><table class="counts">\(head("Environment"))<tbody>
            \(byEnvironment)</tbody></table></section>
            <section><h2>By guardrail</h2><table class="counts">\(head("Guardrail"))<tbody>
            \(byGuardrail)</tbody></table></section>
            </div>

            """
    }

    private func head(_ title: String) -> String {
        HTML.head([title, "Open", "Excepted", "Unknown"])
    }

    private func row(_ title: String, _ which: (Standing.Count) -> Bool) -> String {
        let cells = [Finding.Status.open, .excepted, .unknown].map { status in
            let count = sum { which($0) && $0.status == status }
            return (label: status.rawValue.capitalized, html: count == 0 ? "–" : "\(count)")
        }
        return HTML.row([(label: "", html: title)] + cells)
    }

    private var needs: String {
        let open = sum { $0.status == .open && $0.severity >= .high }
        var items: [String] = []
        if open > 0 {
            items.append("<li>Open findings that are high or critical: <b>\(open)</b></li>\n")
        }
        items += [
            item(standing.requests, "Exceptions asked for and not decided") {
                "\($0("id")) from \($0("guardrail")), by \($0("requested_by")): \($0("reason"))"
            },
            item(standing.ending, "Exceptions that end within two weeks") {
                "\($0("id")) from \($0("guardrail")), by \($0("requested_by")), until \($0("until"))"
            },
            item(standing.refusing, "Accounts that do not let Parapet in") {
                "\($0("id")) \($0("name")): \($0("role_detail"))"
            },
            item(standing.unclassified, "Accounts without an environment, which are observed only")
            {
                "\($0("id")) \($0("name"))"
            },
            item(standing.failures, "Jobs that ran out of attempts") {
                "\($0("kind")) \($0("account")) \($0("region")) \($0("service")): \($0("error"))"
            },
        ].compactMap(\.self)
        let list =
            items.isEmpty ? "<p>Nothing.</p>" : #"<ul class="needs">"# + items.joined() + "</ul>"
        return "<section><h2>What needs somebody</h2>\(list)</section>\n"
    }

    private func item(
        _ list: Standing.List,
        _ what: String,
        _ line: ((String) -> String) -> String
    ) -> String? {
        guard list.count > 0 else { return nil }
        var lines = list.rows.map { row in
            "<li>\(HTML.text(line { row[$0]?.string ?? "" }))</li>"
        }
        if list.count > lines.count {
            lines.append("<li>and \(list.count - lines.count) more</li>")
        }
        return """
            <li><details><summary>\(HTML.text(what)): <b>\(list.count)</b></summary>\
            <ul>\(lines.joined())</ul></details></li>

            """
    }

    private var coverage: String {
        let (complete, all) = standing.coverage
        let share = all == 0 ? 0 : complete * 1000 / all
        let columns = [
            ("permission", "Permission"), ("state", "State"), ("accounts", "Accounts"),
            ("missing", "Reads missing"), ("example", "What AWS said"),
        ]
        let rows = standing.gaps.rows.map { gap in
            HTML.row(
                columns.map { key, title in
                    let value = gap[key].flatMap { $0.isNull ? nil : $0.string ?? $0.text } ?? "–"
                    return (label: title, html: HTML.text(value))
                }
            )
        }.joined()
        let table =
            rows.isEmpty
            ? ""
            : #"<table class="gaps">"# + HTML.head(columns.map(\.1))
                + "<tbody>\(rows)</tbody></table>"
        let text =
            all == 0
            ? "Nothing has been read yet."
            : "\(share / 10).\(share % 10) % of \(all) kinds of reads were complete. "
                + (rows.isEmpty ? "Nothing is missing." : "What is missing is unknown, not fine:")
        return "<section><h2>Coverage</h2><p>\(text)</p>\(table)</section>\n"
    }
}
