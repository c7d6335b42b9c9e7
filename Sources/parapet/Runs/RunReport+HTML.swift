import Document

extension RunReport {
    /// One page without scripts and without anything from elsewhere, as the report on guardrails is.
    func html(at now: Timestamp) -> String {
        var page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Parapet: \(HTML.text(title))</title>
            <style>
            \(HTMLReport.style)</style>
            </head>
            <body>
            <header>
            <h1>\(HTML.text(title))</h1>

            """
        for fact in facts {
            page += "<p>\(HTML.text(fact.name)): <code>\(HTML.text(fact.text))</code></p>\n"
        }
        page += "</header>\n<main>\n"
        for section in sections { page += Self.html(section) }
        return page
            + "</main>\n<footer>Made by Parapet at \(now.rfc3339).</footer>\n</body>\n</html>\n"
    }

    private static func html(_ section: Section) -> String {
        var html = """
            <section class="guardrail \(section.weight.rawValue)">
            <h3>\(HTML.text(section.title))</h3>

            """
        if !section.lines.isEmpty {
            html += "<ul>\n"
            for line in section.lines { html += "<li>\(HTML.text(line))</li>\n" }
            html += "</ul>\n"
        }
        if let table = section.table, !table.rows.isEmpty {
            html += #"<table class="gaps run">\#(HTML.head(table.titles))<tbody>"# + "\n"
            for row in table.rows {
                html += HTML.row(
                    zip(table.titles, row).map { ($0, "<span>\(HTML.text($1))</span>") }
                )
            }
            html += "</tbody></table>\n"
        }
        return html + "</section>\n"
    }
}
