extension PolicyDocument {
    /// The first thing that could not be read of it, and in which statement.
    public var anyDoubt: String? { doubt ?? told { $0.doubts.first }.first }

    /// What of it can be read in more than one way, and in which statements: of the first few.
    public var openness: String? {
        if let doubt { return doubt }
        let told = told(\.openness)
        if told.isEmpty { return nil }
        let more = told.count > Self.mostTold ? "; and more" : ""
        return told.prefix(Self.mostTold).joined(separator: "; ") + more
    }

    private static let mostTold = 3

    /// `statement 'Read': …`, or `statement 2: …` where it has no name.
    private func told(_ reason: (PolicyStatement) -> String?) -> [String] {
        statements.enumerated().compactMap { at, statement in
            reason(statement).map { reason in
                "statement \(statement.sid.map { "'\($0)'" } ?? String(at + 1)): \(reason)"
            }
        }
    }
}

extension PolicyStatement {
    /// Why it can be read in more than one way; nil where it cannot.
    fileprivate var openness: String? {
        if let doubt = doubts.first { return doubt }
        let texts = (resources?.items ?? []) + conditions.flatMap(\.values)
        if let variable = texts.lazy.compactMap(\.firstVariable).first {
            return "it depends on ${\(variable)}"
        }
        if let condition = conditions.first(where: \.isOpen) {
            if condition.isOpenToEmpty {
                return "AWS does not say when an empty \(condition.key) is none to ForAllValues"
            }
            return "its condition compares \(condition.key) as what it is not"
        }
        return isOpen ? "AWS does not say whom its NotPrincipal leaves alone" : nil
    }
}

extension PolicyText {
    fileprivate var firstVariable: String? {
        parts.lazy.compactMap { part in
            if case .variable(let key, _) = part { key } else { nil }
        }.first
    }
}

extension PolicySet {
    /// The first thing that could not be read of them.
    public var anyDoubt: String? { documents.lazy.compactMap(\.anyDoubt).first }

    /// What the answer depends on where one reading allows a request and another does not.
    var openness: String {
        let told = documents.lazy.compactMap(\.openness).first
        return "it depends on what the policies leave open" + (told.map { " (\($0))" } ?? "")
    }
}
