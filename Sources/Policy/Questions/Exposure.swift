/// Who from outside its account a resource's policy lets in.
public struct Exposure: Sendable {
    /// What the policy belongs to.
    public struct Subject: Sendable {
        /// Nil where it is not known, in which case the policy's own words are taken for it.
        public var arn: String?
        public var owner: String?
        /// Patterns of the actions that exist for it: `s3:*`.
        public var actions: [String]
        /// Actions that make a good example, the best first.
        public var examples: [String]

        public init(arn: String?, owner: String?, actions: [String], examples: [String]) {
            self.arn = arn
            self.owner = owner
            self.actions = actions
            self.examples = examples
        }
    }

    private(set) var policy: PolicyDocument
    let subject: Subject
    let stranger: Stranger

    public init(of policy: PolicyDocument, _ subject: Subject) {
        self.policy = policy
        self.subject = subject
        stranger = Stranger(policy, owner: subject.owner)
    }

    /// Whether anybody on the internet, or every AWS customer, may do something.
    ///
    /// Not so where every request that is let in comes from networks that are not the internet.
    public func isPublic() -> PolicyAnswer {
        do throws(Undecidable) {
            let boxes = [try stranger.anonymous(), try stranger.customer()]
            return openness(boxes)
        } catch {
            return .unknown(error.text)
        }
    }

    /// Whether some of these requests are let in from all of the internet.
    public func openness(_ boxes: [Box]) -> PolicyAnswer {
        do throws(Undecidable) {
            for box in boxes {
                if let request = try openRequest(box, most: false) { return .yes(request) }
            }
            for box in boxes where try openRequest(box, most: true) != nil {
                return .unknown("it depends on what the policy leaves open")
            }
            return .no
        } catch {
            return .unknown(error.text)
        }
    }

    private func openRequest(_ box: Box, most: Bool) throws(Undecidable) -> Request? {
        let question = try question(box)
        guard !most || question.isOpen else { return nil }
        var networks = NetworkSet.none
        var open: Box?
        try question.visit(most: most) { box throws(Undecidable) in
            networks = networks.union(try box.networks)
            if networks.isInternet { open = box }
            return open == nil
        }
        return try open.flatMap { box throws(Undecidable) in try question.request(of: box) }
    }

    /// The question whether one of these requests is let in by the resource's policy alone: what else
    /// it takes is up to who makes it.
    func question(_ box: Box) throws(Undecidable) -> Question {
        var box = box
        try box.narrow(
            (
                key: RequestSide.action,
                set: .texts(.matching(subject.actions.map { Glob($0, folds: true) }))
            )
        )
        if let arn = subject.arn {
            // What is in it, and a function's versions, are named behind it.
            let globs = ["", "/*", ":*"].map { Glob(literal: arn) + Glob($0) }
            try box.narrow((key: RequestSide.resource, set: .texts(.matching(globs))))
        }
        let known = variables
        for (key, value) in known {
            try box.narrow((key: key, set: .texts(.matching([Glob(literal: value)]))))
        }
        var question = Question(
            PolicySet(resource: policy),
            Situation(isSameAccount: false),
            about: box,
            isIdentity: false
        )
        question.reading.known = known
        question.preferred = [
            RequestSide.action: subject.examples,
            RequestSide.principal: [Principal.anonymous.text, Principal.anyCustomer.text],
        ]
        if let arn = subject.arn { question.preferred[RequestSide.resource] = [arn + "/x", arn] }
        return question
    }

    /// What a variable of the policy stands for in every request: the resource's account is its owner.
    private var variables: [String: String] {
        let key = "aws:resourceaccount"
        guard let owner = subject.owner, policy.hasVariable(key) else { return [:] }
        return [key: owner]
    }

    /// The same, of one statement that allows, less what is denied.
    func alone(_ statement: PolicyStatement) -> Exposure {
        var exposure = self
        exposure.policy = PolicyDocument([statement] + policy.statements.filter { !$0.isAllow })
        return exposure
    }
}

extension PolicyDocument {
    fileprivate func hasVariable(_ name: String) -> Bool {
        statements.contains { statement in
            ((statement.resources?.items ?? []) + statement.conditions.flatMap(\.values)).contains {
                $0.parts.contains { part in
                    if case .variable(name, _) = part { true } else { false }
                }
            }
        }
    }
}

extension Box {
    /// The addresses that its requests come from: all of them where it does not say, or where a request
    /// may come without one, as through an endpoint of a VPC.
    fileprivate var networks: NetworkSet {
        get throws(Undecidable) {
            let side = self["aws:sourceip"]
            if side.mayBeAbsent { return .all }
            var set = side.each
            for some in side.some { set = try set.intersection(some) }
            switch set {
            case .networks(let networks): return networks
            case .nothing: return .none
            default: return .all
            }
        }
    }
}

extension Exposure {
    /// The statement that lets a request in.
    public func statement(for request: Request) -> PolicyStatement? {
        policy.statement(allowing: request)
    }
}
