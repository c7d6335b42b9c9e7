/// The names of the sides of a request that are not condition keys.
public enum RequestSide {
    public static let principal = "principal"
    public static let action = "action"
    public static let resource = "resource"

    /// Every request has these.
    static let always = [principal, action, resource].map { (key: $0, set: KeySet.present) }
}

extension PolicyDocument {
    /// What its statements of one effect match, each an alternative.
    ///
    /// - Parameter doubtful: what a document that cannot be read counts as: everything where the
    ///   reading takes the most.
    func alternatives(allow: Bool, _ reading: Reading) -> [Solver.Conjunction] {
        if doubt != nil { return reading.takesMost ? [[]] : [] }
        return statements.filter {
            $0.isAllow == allow || ($0.isDoubtfulEffect && reading.takesMost)
        }
        .compactMap { $0.sides(reading) }
    }
}

extension PolicyStatement {
    var isDoubtfulEffect: Bool { !isAllow && doubts.contains("its effect is not known") }

    /// What all must hold for it to match a request; nil where it matches none as it is read.
    func sides(_ reading: Reading) -> Solver.Conjunction? {
        if !doubts.isEmpty && !reading.takesMost { return nil }
        var sides: Solver.Conjunction = []
        if let principals, !(reading.hasBoundary && !isAllow && principals.isAllBut) {
            sides.append(
                (key: RequestSide.principal, set: Self.set(principals.map(\.globs), reading))
            )
        }
        sides.append(
            (
                key: RequestSide.action,
                set: Self.set(actions.map { [Glob($0, folds: true)] }, reading)
            )
        )
        if let resources {
            let wanted = resources.isAllBut ? reading.opposite : reading
            sides.append(
                (
                    key: RequestSide.resource,
                    set: Self.set(
                        resources.map { text in wanted.glob(text).map { [$0] } ?? [] },
                        reading
                    )
                )
            )
        }
        for condition in conditions {
            guard let more = condition.sides(reading) else { return nil }
            sides += more
        }
        return sides.filter { $0.set != .everything && $0.set != .texts(.everything) }
    }

    private static func set(_ selector: Selector<[Glob]>, _ reading: Reading) -> KeySet {
        let globs = selector.items.flatMap(\.self)
        return switch selector {
        case .only: .texts(.matching(globs))
        case .allBut: .texts(.matchingNone(of: globs))
        }
    }
}

extension Selector {
    var isAllBut: Bool { if case .allBut = self { true } else { false } }
}
