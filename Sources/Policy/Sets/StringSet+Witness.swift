extension StringSet {
    /// A text of the set, nil where it has none. Exact.
    ///
    /// - Parameters:
    ///   - preferred: texts that say more to people than the shortest; the first that fits is taken.
    ///   - effort: what may be spent; texts that would need more are an error.
    public func witness(
        preferring preferred: [String] = [],
        _ effort: inout Effort
    ) throws(Effort.Exhausted) -> String? {
        if let text = preferred.first(where: contains) { return text }
        if none.contains(where: \.isEverything) || all.contains(where: \.isEmpty) { return nil }
        let count = all.reduce(none.count) { $0 + $1.count }
        // The shortest list leads: each of its globs is looked at alone.
        guard let lead = all.indices.min(by: { all[$0].count < all[$1].count }) else {
            return try Search([[.everything]], none).text(&effort)
        }
        let others = all.enumerated().filter { $0.offset != lead }.map(\.element)
        for glob in all[lead] {
            try effort.spend(1 + count / 8)
            let shortest = glob.shortest
            if contains(shortest) { return shortest }
            if glob.isLiteral && (!glob.folds || folds) { continue }
            let rest = others.map { list in list.filter { !$0.isApart(from: glob) } }
                .filter { list in !list.contains { $0.isEverything || $0 == glob } }
            if rest.contains(where: \.isEmpty) { continue }
            let against = none.filter { !$0.isApart(from: glob) }
            if against.contains(glob) { continue }
            if let text = try Search([[glob]] + rest, against).text(&effort) { return text }
        }
        return nil
    }

    /// Reads all globs side by side, depth first, until all lists match and no glob of `none` does.
    /// What was read to the same places before is not looked at again.
    private struct Search {
        private let lists: [[Glob]]
        private let none: [Glob]
        private let globs: [Glob]
        private let bases: [Int]
        /// A character that no glob names.
        private let other: UInt32
        private let separators: Set<UInt32>
        /// Whether the case of letters matters to somebody.
        private let hasCase: Bool

        init(_ lists: [[Glob]], _ none: [Glob]) {
            self.lists = lists
            self.none = none
            globs = lists.flatMap(\.self) + none
            hasCase = !globs.allSatisfy(\.folds)
            var next = 0
            bases = globs.map { glob in
                defer { next += GlobRun.width(glob) }
                return next
            }
            var separators: Set<UInt32> = []
            for glob in globs where glob.stops {
                for token in glob.tokens { token.separator.map { _ = separators.insert($0) } }
            }
            self.separators = separators
            other = Self.unnamed(globs, separators)
        }

        private static func unnamed(_ globs: [Glob], _ separators: Set<UInt32>) -> UInt32 {
            // A bit for each letter of ASCII, without case.
            var low: UInt64 = 0
            var high: UInt64 = 0
            for glob in globs {
                for token in glob.tokens {
                    guard let letter = token.ascii.map(Token.fold) else { continue }
                    if letter < 64 {
                        low |= 1 << UInt64(letter)
                    } else {
                        high |= 1 << UInt64(letter - 64)
                    }
                }
            }
            for letter in "xyzwvu0123456789-abcdefghijklmnopqrst_+=,.@".unicodeScalars.map(\.value)
            {
                let bits = letter < 64 ? low >> UInt64(letter) : high >> UInt64(letter - 64)
                if bits & 1 == 0, !separators.contains(letter) { return letter }
            }
            return 0xE000
        }

        func text(_ effort: inout Effort) throws(Effort.Exhausted) -> String? {
            let start = GlobRun(globs)
            if isFound(start) { return "" }
            let cost = 1 + start.words.count / 8
            var seen: Set<GlobRun> = [start]
            var runs: [(run: GlobRun, from: Int, character: UInt32)] = [(start, -1, 0)]
            var open = [0]
            while let at = open.popLast() {
                let run = runs[at].run
                for character in characters(run) {
                    try effort.spend(cost)
                    var next = run
                    next.read(character, globs)
                    guard !isLost(next), seen.insert(next).inserted else { continue }
                    runs.append((next, at, character))
                    if isFound(next) { return spelt(runs) }
                    open.append(runs.count - 1)
                }
            }
            return nil
        }

        private func spelt(_ runs: [(run: GlobRun, from: Int, character: UInt32)]) -> String {
            var scalars: [Unicode.Scalar] = []
            var at = runs.count - 1
            while runs[at].from >= 0 {
                Unicode.Scalar(runs[at].character).map { scalars.append($0) }
                at = runs[at].from
            }
            return String(String.UnicodeScalarView(scalars.reversed()))
        }

        /// Those that lead on, the best last: what the list with the fewest choices can take.
        private func characters(_ run: GlobRun) -> [UInt32] {
            var fewest: Set<UInt32>?
            var index = 0
            for list in lists {
                var letters: Set<UInt32> = []
                var isOpen = false
                for glob in list {
                    run.next(glob, base: bases[index]) { token in
                        if token.isDigit {
                            letters.formUnion(48...57)
                            return
                        }
                        isOpen = isOpen || token.isWildcard
                        guard let scalar = token.scalar?.value else { return }
                        letters.insert(scalar)
                        if glob.folds, hasCase, (97...122).contains(scalar) {
                            letters.insert(scalar - 32)
                        }
                    }
                    index += 1
                }
                if !isOpen, letters.count < fewest?.count ?? .max { fewest = letters }
            }
            return fewest?.sorted() ?? [other] + named(run).sorted()
        }

        /// Every character that matters to somebody here, where all lists take any.
        private func named(_ run: GlobRun) -> Set<UInt32> {
            var characters = separators
            for (index, glob) in globs.enumerated() {
                run.next(glob, base: bases[index]) { token in
                    guard let scalar = token.scalar?.value else { return }
                    characters.insert(scalar)
                    guard hasCase else { return }
                    if (97...122).contains(scalar) { characters.insert(scalar - 32) }
                    if (65...90).contains(scalar) { characters.insert(scalar + 32) }
                }
            }
            return characters
        }

        private func isFound(_ run: GlobRun) -> Bool {
            var index = 0
            for list in lists {
                let range = index..<(index + list.count)
                guard range.contains(where: { run.isMatched(globs[$0], base: bases[$0]) }) else {
                    return false
                }
                index += list.count
            }
            return (index..<globs.count).allSatisfy { !run.isMatched(globs[$0], base: bases[$0]) }
        }

        /// Whether some list has no glob left, or one of `none` takes whatever follows.
        private func isLost(_ run: GlobRun) -> Bool {
            var index = 0
            for list in lists {
                let range = index..<(index + list.count)
                guard range.contains(where: { !run.isLost(globs[$0], base: bases[$0]) }) else {
                    return true
                }
                index += list.count
            }
            return (index..<globs.count).contains { at in
                globs[at].tokens.last == .many
                    && run.isMatched(globs[at], base: bases[at])
            }
        }
    }
}
