import Document

extension HTML {
    /// - Parameter cells: as they are to stand there, escaped already.
    static func row(_ cells: [(label: String, html: String)]) -> String {
        "<tr>"
            + cells.map { #"<td data-label="\#(text($0.label))">\#($0.html)</td>"# }.joined()
            + "</tr>\n"
    }

    static func head(_ titles: [String]) -> String {
        "<thead><tr>" + titles.map { "<th>\(text($0))</th>" }.joined() + "</tr></thead>\n"
    }

    static func mark(_ word: String, _ kind: String? = nil) -> String {
        #"<span class="mark \#(kind ?? word)">\#(text(word))</span>"#
    }

    /// A paragraph for each that an empty line parts from the next.
    static func paragraphs(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").split(separator: "\n\n").map {
            "<p>" + Self.text($0.split(separator: "\n").joined(separator: " ")) + "</p>\n"
        }.joined()
    }
}
