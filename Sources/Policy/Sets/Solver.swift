/// Finds boxes of requests that all of some lists let through and none of others does.
public struct Solver {
    /// What must hold together for one alternative to apply.
    public typealias Conjunction = [Box.Side]

    private var effort: Effort
    /// Keys of which a request carries one value at most.
    private let isSingle: (String) -> Bool
    private let preferred: [String: [String]]

    public init(
        effort: Effort = Effort(),
        preferring preferred: [String: [String]] = [:],
        isSingle: @escaping (String) -> Bool = { _ in true }
    ) {
        self.effort = effort
        self.isSingle = isSingle
        self.preferred = preferred
    }

    /// Visits what is in `box` and in one alternative of each list, less everything that `denied` takes
    /// away, as boxes of which none is empty; they may overlap.
    ///
    /// - Parameter visit: whether to go on.
    /// - Returns: whether all was visited.
    @discardableResult
    public mutating func visit(
        _ box: Box,
        in lists: [[Conjunction]] = [],
        without denied: [Conjunction] = [],
        _ visit: (Box) throws(Undecidable) -> Bool
    ) throws(Undecidable) -> Bool {
        try choose(box, lists[...], denied, visit)
    }

    /// The first such box.
    public mutating func first(
        _ box: Box,
        in lists: [[Conjunction]] = [],
        without denied: [Conjunction] = []
    ) throws(Undecidable) -> Box? {
        var found: Box?
        try visit(box, in: lists, without: denied) { box throws(Undecidable) in
            found = box
            return false
        }
        return found
    }

    private mutating func choose(
        _ box: Box,
        _ lists: ArraySlice<[Conjunction]>,
        _ denied: [Conjunction],
        _ visit: (Box) throws(Undecidable) -> Bool
    ) throws(Undecidable) -> Bool {
        guard let list = lists.first else { return try cut(box, denied[...], visit) }
        for alternative in list {
            guard let inside = try narrowed(box, alternative) else { continue }
            guard try choose(inside, lists.dropFirst(), denied, visit) else { return false }
        }
        return true
    }

    /// Takes one alternative after the other away. What is left of a box is, for each side of the
    /// alternative, what misses that side and meets those before it.
    private mutating func cut(
        _ box: Box,
        _ denied: ArraySlice<Conjunction>,
        _ visit: (Box) throws(Undecidable) -> Bool
    ) throws(Undecidable) -> Bool {
        guard let alternative = denied.first else { return try visit(box) }
        try spend()
        let rest = denied.dropFirst()
        if try narrowed(box, alternative) == nil { return try cut(box, rest, visit) }
        var inside = box
        for side in alternative {
            for outside in try side.set.complement {
                let sides = [(key: side.key, set: outside)]
                guard let left = try narrowed(inside, sides) else { continue }
                guard try cut(left, rest, visit) else { return false }
            }
            try inside.narrow(side)
        }
        return true
    }

    /// Nil where nothing is left.
    private mutating func narrowed(
        _ box: Box,
        _ sides: [Box.Side]
    ) throws(Undecidable) -> Box? {
        var box = box
        for side in sides {
            try spend()
            try box.narrow(side)
            guard try holdsSomething(box[side.key], side.key) else { return nil }
        }
        return box
    }

    private mutating func holdsSomething(
        _ set: KeySet,
        _ key: String
    ) throws(Undecidable) -> Bool {
        try set.witness(
            isSingle: isSingle(key),
            preferring: preferred[key] ?? [],
            &effort
        ) != nil
    }

    private mutating func spend() throws(Undecidable) {
        do throws(Effort.Exhausted) { try effort.spend() } catch { throw .tooMuch }
    }

    /// What a request of the box carries: the keys that it needs, each with its values; keys that may
    /// be absent are left out.
    public mutating func example(of box: Box) throws(Undecidable) -> [String: [String]]? {
        var example: [String: [String]] = [:]
        for side in box.sides {
            guard
                let values = try side.set.witness(
                    isSingle: isSingle(side.key),
                    preferring: preferred[side.key] ?? [],
                    &effort
                )
            else { return nil }
            if !values.isEmpty { example[side.key] = values }
        }
        return example
    }
}
