/// A line's words as a POSIX shell cuts them: by spaces, except in quotes and behind backslashes.
enum ShellWords {
    /// Nil where a quote is not closed, or nothing follows a backslash.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var rest = line.unicodeScalars[...]
        while let next = rest.popFirst() {
            switch (quote, next) {
            case (nil, " "), (nil, "\t"), (nil, "\n"), (nil, "\r"):
                if let word { words.append(String(word)) }
                word = nil
            case (nil, "'"), (nil, "\""):
                quote = next
                word = word ?? String.UnicodeScalarView()
            case (next?, _): quote = nil
            case (nil, "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                word = (word ?? String.UnicodeScalarView()) + [escaped]
            case ("\""?, "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                // In quotes a backslash is one, except before what it has to escape.
                let isSpecial = escaped == "\"" || escaped == "\\"
                word = (word ?? String.UnicodeScalarView()) + (isSpecial ? [] : [next]) + [escaped]
            default: word = (word ?? String.UnicodeScalarView()) + [next]
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(String(word)) }
        return words
    }
}
