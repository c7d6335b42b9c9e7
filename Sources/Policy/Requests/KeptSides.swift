/// The sides of a statement that reads one way only, made once because it is asked often.
///
/// They follow from the statement, so they take no part in comparing it.
struct KeptSides: Sendable, Hashable {
    /// Nil where they depend on the reading; a statement that no request meets has none either.
    let sides: Solver.Conjunction?

    init(sides: Solver.Conjunction?) { self.sides = sides }

    init(of statement: PolicyStatement) {
        sides = statement.isOpen ? nil : statement.sides(Reading())
    }

    static func == (left: KeptSides, right: KeptSides) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
