/// The parts that a guardrail over things that must be there asks for at one time: a standing
/// finding of another part is not one that is well now.
struct AskedParts: Sendable, Hashable {
    let keys: Set<String>
    /// What stands before and after the region in the keys of those that are asked for in each.
    private let regional: [Ends]

    private struct Ends: Hashable {
        let before: String
        let after: String
    }

    /// Nil where the resource itself says which parts there are.
    init?(_ guardrail: Guardrail, regions: [String]) {
        guard case .parts(let parts) = guardrail.criteria else { return nil }
        keys = Set(
            parts.flatMap { part in
                part.isRegional ? regions.map { part.key(in: $0) } : [part.key]
            }
        )
        regional = parts.filter(\.isRegional).map { part in
            let ends = part.key.split(
                separator: Guardrail.Part.regionMark,
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            return Ends(before: String(ends[0]), after: String(ends[1]))
        }
    }

    /// Why a part is not asked for; nil where it is.
    func reason(toLeaveOut part: String) -> Finding.Reason? {
        if keys.contains(part) { return nil }
        let isOfRegion = regional.contains {
            part.count > $0.before.count + $0.after.count
                && part.hasPrefix($0.before) && part.hasSuffix($0.after)
        }
        return isOfRegion ? .outOfScope : .guardrailChanged
    }

    func encode(into encoding: inout Encoding) {
        encoding.unordered(keys) { $0.write($1) }
        encoding.unordered(regional) { encoding, ends in
            encoding.write(ends.before)
            encoding.write(ends.after)
        }
    }
}
