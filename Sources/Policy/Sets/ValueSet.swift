/// A set of values that a condition key may have.
///
/// A key is read as one kind of thing; where two conditions read the same key as two kinds, what they
/// say together cannot be told.
public enum ValueSet: Sendable, Hashable {
    case everything, nothing
    case texts(StringSet)
    case networks(NetworkSet)
    case numbers(IntervalSet)
    /// Seconds since 1970.
    case times(IntervalSet)

    func intersection(_ other: ValueSet) throws(Undecidable) -> ValueSet {
        switch (self, other) {
        case (.nothing, _), (_, .nothing): .nothing
        case (.everything, _): other
        case (_, .everything): self
        case (.texts(let one), .texts(let two)): .texts(one.intersection(two))
        case (.networks(let one), .networks(let two)): .networks(one.intersection(two))
        case (.numbers(let one), .numbers(let two)): .numbers(one.intersection(two))
        case (.times(let one), .times(let two)): .times(one.intersection(two))
        default: throw .mixedKinds
        }
    }

    /// Of sets that one condition says. Nil where no one set says it.
    var complement: ValueSet? {
        switch self {
        case .everything: .nothing
        case .nothing: .everything
        case .texts(let set): set.complement.map { .texts($0) }
        case .networks(let set): .networks(set.complement)
        case .numbers(let set): .numbers(set.complement)
        case .times(let set): .times(set.complement)
        }
    }

    /// A value as policies write it; nil where there is none.
    func witness(
        preferring preferred: [String],
        _ effort: inout Effort
    ) throws(Undecidable) -> String? {
        switch self {
        case .nothing: return nil
        case .everything: return preferred.first ?? "x"
        case .texts(let set):
            do throws(Effort.Exhausted) {
                return try set.witness(preferring: preferred, &effort)
            } catch {
                throw .tooMuch
            }
        case .networks(let set): return set.witness
        case .numbers(let set): return set.witness.map { Self.text($0) }
        case .times(let set): return set.witness.map { Self.text($0) }
        }
    }

    private static func text(_ number: Double) -> String {
        Int64(exactly: number).map { String($0) } ?? String(number)
    }
}

/// Why a question has no answer.
public enum Undecidable: Error, Hashable, Sendable {
    /// It would take more than ``Effort`` allows.
    case tooMuch
    /// One key is read as two kinds of things.
    case mixedKinds
}
