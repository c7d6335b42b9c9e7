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

    /// Whether it can be read in more than one way.
    var isOpen: Bool {
        !doubts.isEmpty || (resources?.items.contains(where: \.hasVariables) ?? false)
            || conditions.contains(where: \.isOpen) || deniesAllBut
    }

    private var deniesAllBut: Bool { !isAllow && principals?.isAllBut == true }

    /// What all must hold for it to match a request; nil where it matches none as it is read.
    func sides(_ reading: Reading) -> Solver.Conjunction? {
        if let sides = kept.sides { return sides }
        if !doubts.isEmpty && !reading.takesMost { return nil }
        var sides: Solver.Conjunction = []
        if let principals, !(reading.hasBoundary && deniesAllBut) {
            let items = principals.items
            let named: Selector<[Glob]> =
                deniesAllBut
                ? .allBut([reading.takesMost ? items.namedInFull : items.namedThemselves])
                : principals.map(\.globs)
            sides.append((key: RequestSide.principal, set: Self.set(named, reading)))
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
