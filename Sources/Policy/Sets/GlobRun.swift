/// Globs read side by side, one character at a time: which places each may have come to.
///
/// A place is a bit: where place `i` is set the next token is `tokens[i]`; the last one means that all
/// is matched.
struct GlobRun: Hashable {
    /// The places of all globs, each glob's from a word of its own.
    private(set) var words: [UInt64]

    init(_ globs: [Glob]) {
        words = Array(repeating: 0, count: globs.reduce(0) { $0 + Self.width($1) })
        var base = 0
        for glob in globs {
            Self.enter(0, glob, base, &words)
            base += Self.width(glob)
        }
    }

    static func width(_ glob: Glob) -> Int { glob.tokens.count / 64 + 1 }

    static func matches(_ glob: Glob, _ text: String) -> Bool {
        let globs = [glob]
        var run = GlobRun(globs)
        for scalar in text.unicodeScalars { run.read(scalar.value, globs) }
        return run.isMatched(glob, base: 0)
    }

    /// All globs take one character.
    mutating func read(_ character: UInt32, _ globs: [Glob]) {
        var next = Array(repeating: UInt64(0), count: words.count)
        var base = 0
        for glob in globs {
            let width = Self.width(glob)
            for word in 0..<width {
                var bits = words[base + word]
                while bits != 0 {
                    let place = word * 64 + bits.trailingZeroBitCount
                    bits &= bits - 1
                    guard place < glob.tokens.count,
                        glob.tokens[place].takes(character, glob.folds)
                    else { continue }
                    Self.enter(glob.tokens[place].isMany ? place : place + 1, glob, base, &next)
                }
            }
            base += width
        }
        words = next
    }

    /// Sets a place, and what follows it where nothing needs to be taken.
    private static func enter(_ place: Int, _ glob: Glob, _ base: Int, _ words: inout [UInt64]) {
        var place = place
        while true {
            words[base + place / 64] |= 1 << UInt64(place % 64)
            guard place < glob.tokens.count, glob.tokens[place].isMany else { return }
            place += 1
        }
    }

    func isMatched(_ glob: Glob, base: Int) -> Bool {
        let end = glob.tokens.count
        return words[base + end / 64] & (1 << UInt64(end % 64)) != 0
    }

    func isLost(_ glob: Glob, base: Int) -> Bool {
        words[base..<(base + Self.width(glob))].allSatisfy { $0 == 0 }
    }

    /// The tokens that a glob may take next.
    func next(_ glob: Glob, base: Int, _ visit: (Token) -> Void) {
        for word in 0..<Self.width(glob) {
            var bits = words[base + word]
            while bits != 0 {
                let place = word * 64 + bits.trailingZeroBitCount
                bits &= bits - 1
                if place < glob.tokens.count { visit(glob.tokens[place]) }
            }
        }
    }
}
