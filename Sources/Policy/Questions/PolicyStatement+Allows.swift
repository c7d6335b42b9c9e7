extension PolicyStatement {
    /// Whether it, taken alone, allows somebody an action on something, under some condition.
    ///
    /// - Parameter action: its case does not matter; with wildcards any of those actions will do.
    public func allows(_ action: String) -> PolicyAnswer {
        guard isAllow || isDoubtfulEffect else { return .no }
        let policies = PolicySet(resource: PolicyDocument([self]))
        do throws(Undecidable) {
            if let request = try first(action, policies, Reading().opposite) {
                return .yes(request)
            }
            guard try first(action, policies, Reading()) != nil else { return .no }
            return .unknown(doubts.first ?? "it depends on a variable of the policy")
        } catch {
            return .unknown(error.text)
        }
    }

    private func first(
        _ action: String,
        _ policies: PolicySet,
        _ reading: Reading
    ) throws(Undecidable) -> Request? {
        guard let sides = sides(reading) else { return nil }
        let single = policies.singleKeys.union(RequestSide.always.map(\.key))
        let asked = (
            key: RequestSide.action, set: KeySet.texts(.matching([Glob(action, folds: true)]))
        )
        var solver = Solver { single.contains($0) }
        let box = try Box(RequestSide.always + [asked] + policies.carried)
        guard let box = try solver.first(box, in: [[sides]]) else { return nil }
        return try Question(
            policies,
            Situation(isSameAccount: true),
            about: box,
            isIdentity: true
        ).request(of: box)
    }
}
