import Document

/// What differs between two documents, line by line, for people: what stays is folded but for a line
/// around each difference.
struct LineDifference {
    let lines: [String]

    private static let margin = 1
    /// To compare more of them line by line would take too long.
    private static let maxCompared = 3000

    init(from before: JSON, to after: JSON) {
        let (old, new) = (Self.lines(before), Self.lines(after))
        lines = old == new ? ["nothing differs"] : Self.folded(Self.compared(old, new))
    }

    private enum Line {
        case same(String), removed(String), added(String)
    }

    private static func lines(_ document: JSON) -> [String] {
        guard document != .null else { return [] }
        let canonical = (try? JSON.parse(document.canonicalText)) ?? document
        return canonical.prettyText.split(separator: "\n").map(String.init)
    }

    private static func compared(_ old: [String], _ new: [String]) -> [Line] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let left = (old.dropFirst(start), new.dropFirst(start))
        let end = zip(left.0.reversed(), left.1.reversed()).prefix { $0 == $1 }.count
        return old.prefix(start).map(Line.same)
            + middle(Array(left.0.dropLast(end)), Array(left.1.dropLast(end)))
            + old.suffix(end).map(Line.same)
    }

    private static func middle(_ old: [String], _ new: [String]) -> [Line] {
        guard max(old.count, new.count) <= maxCompared else {
            return old.map(Line.removed) + new.map(Line.added)
        }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(.removed(old[i]))
                i += 1
            } else if j < new.count, added.contains(j) {
                lines.append(.added(new[j]))
                j += 1
            } else {
                lines.append(.same(old[i]))
                (i, j) = (i + 1, j + 1)
            }
        }
        return lines
    }

    private static func folded(_ lines: [Line]) -> [String] {
        let changed = lines.indices.filter {
            if case .same = lines[$0] { false } else { true }
        }
        var shown: Set<Int> = []
        for index in changed { shown.formUnion(index - margin...index + margin) }
        var texts: [String] = []
        var hidden = 0
        let unfold = { (count: Int) -> [String] in
            count == 0 ? [] : ["  … \(count) \(count == 1 ? "line" : "lines") as before"]
        }
        for (index, line) in lines.enumerated() {
            guard shown.contains(index) else {
                hidden += 1
                continue
            }
            texts += unfold(hidden)
            hidden = 0
            switch line {
            case .same(let text): texts.append("  " + text)
            case .removed(let text): texts.append("- " + text)
            case .added(let text): texts.append("+ " + text)
            }
        }
        return texts + unfold(hidden)
    }
}
