/// The shape of an expression as an explanation walks it.
indirect enum Outline: Sendable {
    /// Not decided yet: becomes a leaf.
    case pending
    case leaf(Leaf)
    case junction(deciding: Bool, [Outline])
    case not(Outline)
    case conditional(Outline, Outline, Outline)
    case scope(slots: [Int], Outline)

    struct Leaf: Sendable {
        let source: String
        let code: any Instruction
        let reads: [Read]
        let witnesses: Witnesses?
    }

    struct Read: Sendable {
        let path: String
        let code: any Instruction
    }

    struct Witnesses: Sendable {
        let loop: Loop
        let predicate: any Instruction
        /// Whether the elements looked for are those for which the predicate holds.
        let holds: Bool
    }

    var isPending: Bool { if case .pending = self { true } else { false } }
}
