import AWS
import Document
import Guardrails
import Store

/// What is proposed about one finding, or about the undo of one change.
struct ChangePlanning: Sendable {
    enum Answer: Sendable {
        case proposals([ChangeProposal])
        /// Something could not be read.
        case unknown(String)
    }

    let job: Job
    let rules: RuleBook
    let guardrail: Guardrail
    let subject: ChangeWork.Subject
    let account: Account
    let stage: Reexamination.Stage
    let planner: ActionPlanner
    let playbooks: PlaybookPlanning
    /// Where the calls of global services go.
    let region: String
    let now: Timestamp

    /// Documents beyond it are not kept, and what is not kept could not be undone.
    static let maxBytes = 256 * 1024

    /// Whether a person asked for it, who is owed an answer.
    private var isAsked: Bool { job.payload["by"]?.string != nil }

    func answer() async throws(StoreError) -> Answer {
        if let undone = subject.change, job.payload["undoes"]?.string == undone.id {
            return await undo(undone)
        }
        guard subject.status == .open, !subject.isUnverified else {
            return .proposals(refusals("the finding is not open, or could not be confirmed"))
        }
        let identity = subject.identity
        let examined = await Reexamination(guardrail, stage, region: region)
            .answer(identity.resource, in: identity.region, part: identity.part)
        switch examined {
        case .unknown(let reason): return .unknown(reason)
        case .over(let reason): return .proposals(refusals(reason))
        case .violates(let resource, let part): return try await plan(resource, part)
        }
    }

    private func plan(
        _ resource: Resource,
        _ part: Verdict.Part
    ) async throws(StoreError) -> Answer {
        var proposals: [ChangeProposal] = []
        let wanted = guardrail.proposals(
            about: part,
            of: resource,
            in: stage.surroundings,
            inventory: stage.inventory
        )
        for action in wanted where isWanted(action.action) && hasRole(action.action) {
            var proposal = proposal(of: action.action, resource.name, action.target)
            switch action.outcome {
            case .refused(let reason):
                // What nobody configured proposes nothing; it is asked again when a sweep ends.
                guard isAsked else { continue }
                proposal.refuse(reason)
            case .asked(let request):
                proposal = self.proposal(
                    of: action.action,
                    resource.name,
                    action.target,
                    region: request.region
                )
                if let name = PlaybookUse.name(inAction: action.action) {
                    try await start(name, &proposal, request, action)
                } else if await !plan(&proposal, request, action, resource) {
                    return .unknown(proposal.reason ?? "")
                }
            }
            proposals.append(proposal)
        }
        if proposals.isEmpty { return .proposals(refusals("the guardrail does nothing about it")) }
        return .proposals(proposals)
    }

    /// False where something could not be read.
    private func plan(
        _ proposal: inout ChangeProposal,
        _ request: ActionRequest,
        _ action: ActionProposal,
        _ resource: Resource
    ) async -> Bool {
        let conduct = rules.conduct(of: guardrail, in: account.environment)
        let configuration = rules.configuration
        proposal.request = request.json
        proposal.approvers = approvers(conduct, request.target)
        proposal.expiresSeconds = conduct.expiresSeconds
        if conduct.iac == .notify,
            let owner = Ownership.owner(of: request.target, configuration)
                ?? Ownership.owner(of: resource, configuration)
        {
            proposal.refuse(owner)
            return true
        }
        guard isDue(action, &proposal) else { return true }
        if let settled = settled(resource, conduct), settled > now {
            proposal.waits = .settle
            proposal.notBefore = settled
            return true
        }
        let planned = await planner.plan(request, by: action.action, reader: stage.reader)
        guard let before = planned.before else {
            if case .refused(let reason) = planned.plan { proposal.reason = reason }
            return false
        }
        take(planned.plan, before, into: &proposal)
        return true
    }

    /// Nobody has to wait for what settles, and code keeps no run: looking into something is not a change.
    private func start(
        _ name: String,
        _ proposal: inout ChangeProposal,
        _ request: ActionRequest,
        _ action: ActionProposal
    ) async throws(StoreError) {
        let conduct = rules.conduct(of: guardrail, in: account.environment)
        proposal.approvers = approvers(conduct, request.target)
        proposal.expiresSeconds = conduct.expiresSeconds
        switch try await playbooks.answer(name, request) {
        case .refused(let reason): proposal.refuse(reason)
        case .start(_, let call):
            guard isDue(action, &proposal) else { return }
            proposal.planned = [call]
        }
    }

    /// Whether people were warned for as long as they are to be.
    private func isDue(_ action: ActionProposal, _ proposal: inout ChangeProposal) -> Bool {
        guard !isAsked, let due = action.due(warned: subject.warned[proposal.key], now: now) else {
            return true
        }
        proposal.waits = .after
        proposal.notBefore = due
        return false
    }

    /// Playbooks have a role of their own, which their start asks for.
    private func hasRole(_ action: String) -> Bool {
        PlaybookUse.name(inAction: action) != nil || rules.configuration.roles.remediate != nil
    }

    /// When a resource has settled that an event told of, and that the inventory has only just come to
    /// know, or whose tags cannot be read: whoever makes it may not be done. Nil: nothing waits for it.
    private func settled(_ resource: Resource, _ conduct: Conduct) -> Timestamp? {
        guard !isAsked, job.payload["quota"]?.string == "", conduct.settleSeconds > 0 else {
            return nil
        }
        let isUnread = guardrail.type.tagAttribute.map { resource.unread[$0] != nil } ?? false
        let times = [subject.appeared ?? subject.opened, isUnread ? subject.opened : nil]
        return times.compactMap(\.self).max()?.later(seconds: Double(conduct.settleSeconds))
    }

    private func take(_ plan: ActionPlan, _ before: JSON, into proposal: inout ChangeProposal) {
        switch plan {
        // It was judged a moment ago: it violates for a reason that the action does not touch.
        case .alreadyRight: proposal.refuse("it violates, and the action finds nothing to change")
        case .refused(let reason): proposal.refuse(reason)
        case .calls(let calls, let after):
            proposal.before = before
            proposal.beforeHash = ActionPlanner.hash(before)
            proposal.planned = calls.map(\.json)
            proposal.expected = after
        }
        let bytes = ([before, proposal.expected ?? .null] + proposal.planned)
            .reduce(0) { $0 + $1.text.utf8.count }
        if bytes > Self.maxBytes {
            proposal.refuse("what is to be kept for the undo has \(bytes) bytes")
            (proposal.before, proposal.expected, proposal.planned) = (nil, nil, [])
        }
    }

    /// Of what somebody asked to try again, the same action alone.
    private func isWanted(_ action: String) -> Bool {
        job.payload["action"]?.string.map { $0 == action } ?? true
    }

    /// A person is told why there is nothing to approve; without one nobody waits for it.
    private func refusals(_ reason: String) -> [ChangeProposal] {
        guard isAsked else { return [] }
        let identity = subject.identity
        let resource = ResourceName(
            type: identity.type,
            account: identity.account,
            region: identity.region,
            id: identity.resource,
            arn: subject.arn,
            name: subject.name
        )
        let actions = guardrail.actionNames(of: identity.part, regions: stage.surroundings.regions)
        return (actions.isEmpty ? ["none"] : actions).filter(isWanted).map { action in
            var proposal = proposal(of: action, resource, resource)
            proposal.refuse(reason)
            return proposal
        }
    }

    private func proposal(
        of action: String,
        _ resource: ResourceName,
        _ target: ResourceName,
        region: String? = nil
    ) -> ChangeProposal {
        let opening = job.payload["opening"]?.int.map { String($0) } ?? ""
        let start =
            isAsked
            ? "job \(job.id)" : "finding \(job.payload["finding"]?.string ?? "") \(opening)"
        return ChangeProposal(
            key: "\(start) \(action) \(target.key)",
            action: action,
            region: region ?? subject.identity.region,
            part: subject.identity.part,
            resource: resource,
            target: target
        )
    }

    private func approvers(_ conduct: Conduct, _ target: Resource) -> [String] {
        let own = target.document["tags"]?.object ?? Object()
        let tags = own.compactMap { key, value in value.string.map { (key, $0) } }
        let owner =
            rules.configuration.ownerRole(of: Dictionary(tags, uniquingKeysWith: { $1 }))
            ?? rules.configuration.ownerRole(of: account.tags)
        return conduct.approvers.compactMap { approver in
            switch approver {
            case .role(let name): name
            case .owner: owner
            }
        }
    }
}

extension ChangePlanning {
    /// Only what is as the change left it is undone.
    private func undo(_ undone: ChangeWork.Row) async -> Answer {
        guard let request = ActionRequest(undone.request) else {
            return .unknown("what the change was asked is not known")
        }
        var proposal = proposal(
            of: undone.action,
            undone.resource,
            request.target.name,
            region: undone.region
        )
        let conduct = rules.conduct(of: guardrail, in: account.environment)
        proposal.request = undone.request
        proposal.approvers = approvers(conduct, request.target)
        proposal.expiresSeconds = conduct.expiresSeconds
        switch await planner.image(of: request, by: undone.action, reader: stage.reader) {
        case .failure(let gap): return .unknown(gap.summary)
        case .success(let image):
            proposal.before = image
            proposal.beforeHash = ActionPlanner.hash(image)
            guard proposal.beforeHash == undone.afterHash else {
                proposal.state = .conflict
                proposal.reason = "somebody changed it since: it is not what \(undone.id) left"
                return .proposals([proposal])
            }
            let calls = planner.undo(
                request,
                by: undone.action,
                partition: stage.reader.partition,
                before: undone.before,
                after: image
            )
            proposal.planned = calls.map(\.json)
            proposal.expected = undone.before
            return .proposals([proposal])
        }
    }
}

extension ChangeProposal {
    fileprivate mutating func refuse(_ reason: String) {
        state = .refused
        self.reason = reason
    }
}
