import Document

/// A letter as a mail in HTML: tables and inline styles, as mail programs know them, dark on white,
/// nothing from elsewhere.
struct HTMLMail {
    private var html = ""

    static func html(_ letter: Letter) -> String {
        var form = HTMLMail()
        form.write(letter)
        return form.html
    }

    private mutating func write(_ letter: Letter) {
        let accent = Style.colour(letter.severity)
        html += """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <title>\(HTML.text(letter.subject))</title>
            </head>
            <body style="\(Style.body)">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
            bgcolor="#eef0f3"><tr><td align="center" style="padding:20px 10px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
            bgcolor="#ffffff" style="\(Style.card);border-top:4px solid \(accent)">
            <tr><td style="padding:22px 26px 6px">
            <h1 style="\(Style.title)">\(HTML.text(letter.title))</h1>

            """
        facts(letter.facts)
        html += "</td></tr>\n"
        for section in letter.sections { write(section) }
        html += """
            <tr><td style="\(Style.footer)">\(HTML.text(letter.footer))</td></tr>
            </table>
            </td></tr></table>
            </body>
            </html>

            """
    }

    private mutating func write(_ section: Letter.Section) {
        html += #"<tr><td style="padding:12px 26px 6px">"# + "\n"
        if let title = section.title {
            html += #"<h2 style="\#(Style.heading)">\#(HTML.text(title))</h2>"# + "\n"
        }
        for part in section.parts { write(part) }
        html += "</td></tr>\n"
    }

    private mutating func write(_ part: Letter.Part) {
        switch part {
        case .paragraph(let text):
            html += #"<p style="\#(Style.paragraph)">\#(HTML.text(text))</p>"# + "\n"
        case .list(let items):
            html += #"<ul style="\#(Style.list)">"# + "\n"
            for item in items {
                html += #"<li style="\#(Style.item)">\#(HTML.text(item))</li>"# + "\n"
            }
            html += "</ul>\n"
        case .entry(let entry): write(entry)
        case .counts(let counts): write(counts)
        case .command(let command):
            html += """
                <p style="\(Style.purpose)">\(HTML.text(command.purpose))</p>

                """
            for text in command.texts {
                html += #"<pre style="\#(Style.command)">\#(Self.words(text))</pre>"# + "\n"
            }
        }
    }

    /// Its words are not broken at their hyphens; one that is longer than a line is broken anywhere.
    private static func words(_ line: String) -> String {
        line.split(separator: " ").map { word in
            let text = HTML.text(String(word))
            return word.count > 40 ? text : #"<span style="white-space:nowrap">\#(text)</span>"#
        }.joined(separator: " ")
    }

    private mutating func write(_ entry: Letter.Entry) {
        html += """
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
            style="\(Style.entry)"><tr><td style="padding:10px 14px">
            <p style="\(Style.entryTitle)"><b>\(HTML.text(entry.word))</b> \
            \(HTML.text(entry.title))</p>

            """
        facts(entry.facts)
        if let link = entry.link {
            html += """
                <p style="\(Style.link)"><a href="\(HTML.text(link))" style="color:#0a5cad">\
                Open in the AWS console</a></p>

                """
        }
        html += "</td></tr></table>\n"
    }

    private mutating func facts(_ facts: [Letter.Fact]) {
        guard !facts.isEmpty else { return }
        html += #"<table role="presentation" cellpadding="0" cellspacing="0" border="0">"# + "\n"
        for fact in facts {
            let text = HTML.text(fact.text)
            let value = fact.isVerbatim ? #"<code style="\#(Style.code)">\#(text)</code>"# : text
            html += """
                <tr><td valign="top" style="\(Style.label)">\(HTML.text(fact.label))</td>\
                <td valign="top" style="\(Style.value)">\(value)</td></tr>

                """
        }
        html += "</table>\n"
    }

    private mutating func write(_ counts: [Letter.Count]) {
        html += #"<table cellpadding="0" cellspacing="0" border="0">"# + "\n"
        for count in counts {
            let name = count.severity.rawValue
            let mark = #"<b style="color:\#(Style.colour(count.severity))">\#(name)</b>"#
            let text = count.text == name ? mark : "\(HTML.text(count.text)) \(mark)"
            html += """
                <tr><td align="right" valign="top" style="\(Style.number)">\(count.number.grouped)</td>\
                <td valign="top" style="\(Style.value)">\(text)</td></tr>

                """
        }
        html += "</table>\n"
    }
}
