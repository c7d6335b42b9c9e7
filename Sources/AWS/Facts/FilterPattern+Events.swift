import Policy

extension FilterPattern {
    /// Whether every event that `wanted` takes is taken by one of the patterns: what is wanted, less
    /// what they take, is empty. Exact; unknown where AWS's pages do not tell what a term takes and
    /// where it matters, or where it would need more than ``Effort`` allows.
    static func contain(_ patterns: [FilterPattern], _ wanted: FilterPattern) -> Kleene {
        let texts = wanted.texts
        let pattern = FilterPattern.any(patterns.map { $0.reduced(to: texts) })
        let unknown = Kleene.unknown(["which events a filter pattern takes"])
        // AWS does not say whether `!=` holds where the field is missing, or of another kind.
        let readings =
            wanted.hasInequality || pattern.hasInequality ? [false, true] : [false]
        do throws(Undecidable) {
            var answers: Set<Kleene> = []
            for isLoose in readings {
                let wanted = try Events(wanted, isLoose: isLoose, others: true)
                let least = try Events(pattern, isLoose: isLoose, others: false)
                if try wanted.example(without: least) == nil {
                    answers.insert(.yes)
                } else if pattern.hasUnreadable {
                    let most = try Events(pattern, isLoose: isLoose, others: true)
                    let isLeftOut = try wanted.example(without: most) != nil
                    answers.insert(isLeftOut ? .no : unknown)
                } else {
                    answers.insert(.no)
                }
            }
            return answers.count == 1 ? answers.first ?? unknown : unknown
        } catch {
            return unknown
        }
    }

    /// The names and texts that its events have.
    private var texts: [String] {
        switch self {
        case .all(let patterns), .any(let patterns): return patterns.flatMap(\.texts)
        case .words: return []
        case .term(let term):
            guard case .text(let text, isEqual: true) = term.test else { return [term.field] }
            return [term.field, text]
        }
    }

    /// Words that are in none of the texts need not be in an event: they take none for certain.
    private func reduced(to texts: [String]) -> FilterPattern {
        switch self {
        case .all(let patterns): return .all(patterns.map { $0.reduced(to: texts) })
        case .any(let patterns): return .any(patterns.map { $0.reduced(to: texts) })
        case .term: return self
        case .words(let all, let any):
            func isFound(_ word: String) -> Bool { texts.contains { $0.contains(word) } }
            let isPossible =
                all.allSatisfy(isFound) && (any.isEmpty || any.contains(where: isFound))
            return isPossible ? self : .nothing
        }
    }

    private var hasInequality: Bool {
        contains { pattern in
            guard case .term(let term) = pattern else { return false }
            switch term.test {
            case .text(_, isEqual: false), .number(_, isEqual: false), .anything(isEqual: false):
                return true
            default: return false
            }
        }
    }

    private var hasUnreadable: Bool {
        contains { pattern in
            switch pattern {
            case .term(let term): term.test == .unreadable
            case .words: true
            default: false
            }
        }
    }

    private func contains(_ isMeant: (FilterPattern) -> Bool) -> Bool {
        switch self {
        case .all(let patterns), .any(let patterns): patterns.contains { $0.contains(isMeant) }
        case .term, .words: isMeant(self)
        }
    }
}

/// The events that a pattern takes, as alternatives of what their fields have.
///
/// A field has a text (`=` and the text), a number (which its own key tells), one of three constants or
/// a list or object, or it is missing.
private struct Events {
    private let alternatives: [Solver.Conjunction]

    private static let most = 4096
    private static let (number, collection) = ("number", "collection")

    /// - Parameters:
    ///   - isLoose: whether `!=` holds where the field is missing or of another kind, too; never of a
    ///     list or an object.
    ///   - others: whether what cannot be read takes everything, or nothing.
    init(_ pattern: FilterPattern, isLoose: Bool, others: Bool) throws(Undecidable) {
        alternatives = try Self.alternatives(pattern, isLoose, others)
    }

    /// An event of these that is none of others.
    func example(without others: Events) throws(Undecidable) -> [String: [String]]? {
        var solver = Solver()
        let box = try solver.first(
            .everything,
            in: [alternatives],
            without: others.alternatives
        )
        guard let box else { return nil }
        return try solver.example(of: box)
    }

    private static func alternatives(
        _ pattern: FilterPattern,
        _ isLoose: Bool,
        _ others: Bool
    ) throws(Undecidable) -> [Solver.Conjunction] {
        switch pattern {
        case .any(let patterns):
            var joined: [Solver.Conjunction] = []
            for pattern in patterns { joined += try alternatives(pattern, isLoose, others) }
            guard joined.count <= most else { throw .tooMuch }
            return joined
        case .all(let patterns):
            var joined: [Solver.Conjunction] = [[]]
            for pattern in patterns {
                let next = try alternatives(pattern, isLoose, others)
                guard joined.count * next.count <= most else { throw .tooMuch }
                joined = joined.flatMap { first in next.map { first + $0 } }
            }
            return joined
        case .term(let term): return sides(term, isLoose, others)
        case .words: return others ? [[]] : []
        }
    }

    private static func sides(
        _ term: FilterPattern.Term,
        _ isLoose: Bool,
        _ others: Bool
    ) -> [Solver.Conjunction] {
        let field = term.field
        func either(_ globs: [Glob]) -> Box.Side { (field, .texts(.matching(globs))) }
        func neither(_ globs: [Glob]) -> Box.Side {
            let rest = ValueSet.texts(.matchingNone(of: globs + [Glob(literal: collection)]))
            return (field, KeySet(mayBeAbsent: true, each: rest))
        }
        let isText = Glob("=*")
        let isNumber = Glob(literal: number)
        switch term.test {
        case .missing: return [[(field, .absent)]]
        case .constant(let constant): return [[either([Glob(literal: constant)])]]
        case .unreadable: return others ? [[]] : []
        case .anything(isEqual: true): return [[either([isText, isNumber])]]
        case .anything(isEqual: false): return isLoose ? [[neither([isText, isNumber])]] : []
        case .text(let text, let isEqual):
            let isPattern = text.hasPrefix("*") || text.hasSuffix("*")
            let glob = isPattern ? Glob("=" + text) : Glob(literal: "=" + text)
            if isEqual { return [[either([glob])]] }
            return isLoose ? [[neither([glob])]] : [[either([isText]), neither([glob])]]
        case .number(let numbers, let isEqual):
            let meant = isEqual ? numbers : numbers.complement
            let value = KeySet(mayBeAbsent: false, each: .numbers(meant))
            let same: Solver.Conjunction = [either([isNumber]), ("\(field) \(number)", value)]
            return isEqual || !isLoose ? [same] : [same, [neither([isNumber])]]
        }
    }
}
