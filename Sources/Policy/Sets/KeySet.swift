/// What a request may carry under one key: nothing, or values of which all are in `each` and, for
/// every set of `some`, one is in it.
///
/// A key of a single value is the case in which all these sets have to have that value in common.
public struct KeySet: Sendable, Hashable {
    public let mayBeAbsent: Bool
    public let each: ValueSet
    public let some: [ValueSet]

    public static let everything = KeySet(mayBeAbsent: true)
    public static let absent = KeySet(mayBeAbsent: true, each: .nothing)
    public static let present = KeySet(mayBeAbsent: false)

    public init(mayBeAbsent: Bool, each: ValueSet = .everything, some: [ValueSet] = []) {
        self.mayBeAbsent = mayBeAbsent
        self.each = each
        self.some = some
    }

    /// A value that is one of these texts.
    public static func texts(_ set: StringSet) -> KeySet {
        KeySet(mayBeAbsent: false, each: .texts(set))
    }

    func intersection(_ other: KeySet) throws(Undecidable) -> KeySet {
        KeySet(
            mayBeAbsent: mayBeAbsent && other.mayBeAbsent,
            each: try each.intersection(other.each),
            some: some + other.some.filter { !some.contains($0) }
        )
    }

    /// The sets that together are everything that is not in it.
    var complement: [KeySet] {
        get throws(Undecidable) {
            var outside: [KeySet] = mayBeAbsent ? [] : [.absent]
            if each != .everything {
                guard let rest = each.complement else { throw .tooMuch }
                outside.append(KeySet(mayBeAbsent: false, some: [rest]))
            }
            for set in some {
                guard let rest = set.complement else { throw .tooMuch }
                outside.append(KeySet(mayBeAbsent: false, each: rest))
            }
            return outside
        }
    }

    /// What a request of the set carries: no values, or the fewest; nil where the set is empty.
    ///
    /// - Parameter isSingle: whether a request carries one value at most.
    func witness(
        isSingle: Bool,
        preferring preferred: [String],
        _ effort: inout Effort
    ) throws(Undecidable) -> [String]? {
        if mayBeAbsent { return [] }
        return try present(isSingle: isSingle, preferring: preferred, &effort)
    }

    /// Values of a request that carries the key.
    func present(
        isSingle: Bool,
        preferring preferred: [String],
        _ effort: inout Effort
    ) throws(Undecidable) -> [String]? {
        if isSingle || some.count <= 1 {
            var common = each
            for set in some { common = try common.intersection(set) }
            return try common.witness(preferring: preferred, &effort).map { [$0] }
        }
        var values: [String] = []
        for set in some {
            guard
                let value = try each.intersection(set).witness(
                    preferring: preferred,
                    &effort
                )
            else { return nil }
            if !values.contains(value) { values.append(value) }
        }
        return values
    }
}
