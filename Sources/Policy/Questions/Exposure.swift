/// Who from outside its account a resource's policy lets in.
public struct Exposure: Sendable {
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
                return .unknown(policy.openness ?? "it depends on what the policy leaves open")
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
            .map(telling)
    }

    /// The same request on what such an action is done to, where it is let in there too.
    func telling(_ request: Request) -> Request {
        for name in subject.names(for: request.action) where name != request.resource {
            let other = Request(request.principal, request.action, on: name, keys: request.keys)
            let found = Evaluation.of(
                other,
                under: PolicySet(identity: [Inquiry.everything], resource: policy),
                Situation(isSameAccount: false)
            )
            if found.decision == .allowed { return other }
        }
        return request
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
        if let globs = subject.resources {
            try box.narrow((key: RequestSide.resource, set: .texts(.matching(globs))))
        }
        let account = "aws:resourceaccount"
        if let owner = subject.owner, policy.hasVariable(account) {
            try box.narrow((key: account, set: .texts(.matching([Glob(literal: owner)]))))
        }
        var question = Question(
            PolicySet(resource: policy),
            Situation(isSameAccount: false),
            about: box,
            isIdentity: false
        )
        question.reading.known = Stranger.variables(owner: subject.owner)
        question.reading.absent = Set(box.sides.filter { $0.set == .absent }.map(\.key))
        question.preferred = [
            RequestSide.action: subject.examples,
            RequestSide.principal: [Principal.anonymous.text, Principal.anyCustomer.text]
                + question.policies.examplesOfRoles(account: Inquiry.outsider),
            RequestSide.resource: subject.names,
        ]
        return question
    }

    /// The same, of one statement that allows, less what is denied.
    func alone(_ statement: PolicyStatement) -> Exposure {
        var exposure = self
        exposure.policy = PolicyDocument([statement] + policy.statements.filter { !$0.isAllow })
        return exposure
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
