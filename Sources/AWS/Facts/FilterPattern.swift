import Policy

/// A filter pattern of CloudWatch Logs: which events a metric filter counts.
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
indirect enum FilterPattern: Hashable {
    case all([FilterPattern])
    case any([FilterPattern])
    case term(Term)
    /// Words of an event's text: each of the first, and one of the second where there is one.
    case words(all: [String], any: [String])

    static let everything = all([])
    static let nothing = any([])

    /// What is asked of one field of an event that is JSON.
    struct Term: Hashable {
        /// As it is written: `$.userIdentity.type`.
        let field: String
        let test: Test

        enum Test: Hashable {
            case text(String, isEqual: Bool)
            case number(IntervalSet, isEqual: Bool)
            case anything(isEqual: Bool)
            case missing
            /// `null`, `true` or `false`
            case constant(String)
            /// A regular expression, or a wildcard inside of a text: what it takes is not told here.
            case unreadable
        }
    }

    /// Nil where it cannot be read.
    init?(_ text: String) {
        let text = text.trimming { $0.isWhitespace }
        if text.isEmpty || text == #"" ""# {
            self = .everything
        } else if text.hasPrefix("{") {
            guard let pattern = FilterPatternReader.read(text) else { return nil }
            self = pattern
        } else if text.hasPrefix("[") {
            // Of events that are columns of text; JSON is none.
            self = .nothing
        } else {
            self = Self.words(of: text)
        }
    }

    private static func words(of text: String) -> FilterPattern {
        var (all, any): ([String], [String]) = ([], [])
        var rest = Substring(text)
        while let first = rest.first {
            guard !first.isWhitespace else {
                rest.removeFirst()
                continue
            }
            // What leaves out events by a word that any field may have contains nothing for certain.
            guard first != "-" else { return .nothing }
            if first == "?" { rest.removeFirst() }
            let isQuoted = rest.first == "\""
            if isQuoted { rest.removeFirst() }
            let word = rest.prefix { isQuoted ? $0 != "\"" : !$0.isWhitespace }
            rest = rest.dropFirst(word.count + (isQuoted ? 1 : 0))
            if first == "?" { any.append(String(word)) } else { all.append(String(word)) }
        }
        return .words(all: all, any: any)
    }
}

extension StringProtocol {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> String {
        let head = drop(while: isBlank)
        let end = head.lastIndex { !isBlank($0) }
        return end.map { String(head[...$0]) } ?? ""
    }
}
