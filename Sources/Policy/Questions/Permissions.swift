/// What one user or role may do under all its policies, which are read once and asked about often.
public struct Permissions: Sendable {
    private let question: Question
    private let asked: Result<Box, Undecidable>
    private let least: AllowedRequests
    /// Nil where nothing in the policies can be read in two ways.
    private let most: AllowedRequests?
    private let singleKeys: Set<String>
    /// Nil where a resource's policy may allow something too.
    private let index: ActionIndex?

    /// - Parameter question: about all the requests that may be asked about.
    public init(_ question: Question) {
        self.question = question
        do throws(Undecidable) {
            asked = .success(try question.asked)
        } catch {
            asked = .failure(error)
        }
        singleKeys = question.policies.singleKeys.union(RequestSide.always.map(\.key))
        index =
            question.policies.resource == nil ? ActionIndex(question.policies.identity) : nil
        let allowed = { (most: Bool) in
            AllowedRequests(
                question.policies,
                question.situation,
                question.reading,
                most: most,
                isIdentity: true
            )
        }
        least = allowed(false)
        most = question.isOpen ? allowed(true) : nil
    }

    /// Whether an action is allowed by some of its requests that have all these sides.
    public func answer(_ action: String, _ sides: [Box.Side] = []) -> PolicyAnswer {
        if index?.mayName(action) == false { return .no }
        let side = (key: RequestSide.action, set: KeySet.texts(.matching([Glob(literal: action)])))
        return answer([side] + sides)
    }

    /// Whether some of its requests that have all these sides is allowed.
    public func answer(_ sides: [Box.Side]) -> PolicyAnswer {
        do throws(Undecidable) {
            var box = try asked.get()
            for side in sides { try box.narrow(side) }
            if let request = try first(box, least) { return .yes(request) }
            guard let most, try first(box, most) != nil else { return .no }
            return .unknown(question.policies.openness)
        } catch {
            return .unknown(error.text)
        }
    }

    private func first(
        _ box: Box,
        _ allowed: AllowedRequests
    ) throws(Undecidable) -> Request? {
        var solver = Solver(effort: question.effort, preferring: question.preferred) {
            singleKeys.contains($0)
        }
        for way in allowed.ways {
            guard let found = try solver.first(box, in: way, without: allowed.denied) else {
                continue
            }
            let request = try question.request(of: found)
            if request?.action.contains(":") != false { return request }
            // Of `*` that is no action; asked again, for it costs more to ask so at once.
            let actions = StringSet.matching([Glob("?*:?*")])
            let named = try box.narrowed((key: RequestSide.action, set: .texts(actions)))
            guard let found = try solver.first(named, in: way, without: allowed.denied) else {
                continue
            }
            return try question.request(of: found)
        }
        return nil
    }
}

extension PolicyDocument {
    /// The first statement that allows a request.
    public func statement(allowing request: Request) -> PolicyStatement? {
        statements.first { statement in
            guard statement.isAllow else { return false }
            // Most statements speak of other actions, which is found out faster by globs.
            let names = statement.actions.items.contains {
                Glob($0, folds: true).matches(request.action)
            }
            return names != statement.actions.isAllBut && statement.matches(request) == .yes
        }
    }
}
