import AWS
import Document
import Guardrails
import Records

/// The findings of one account, read again, judged again, and planned.
struct AccountPlan {
    struct Stage {
        let reader: Reader
        let surroundings: Surroundings
        let inventory: Inventory
        /// The account itself as a resource, for guardrails about it.
        let accountResource: Resource
    }

    let plan: DryPlan
    let regions: [String]
    /// Nil where nothing can be said of the account, for the reason of `refusal`.
    var stage: Stage?
    var refusal = ""
    var isUnknown = false

    /// Why nothing is planned: what is over already, or what is not known.
    private struct Stop: Error {
        let state: ChangeRecord.State
        let reason: String

        static func over(_ reason: String) -> Stop { Stop(state: .noOp, reason: reason) }
        static func unknown(_ reason: String) -> Stop {
            Stop(state: .refused, reason: "unknown: \(reason)")
        }
    }

    func plan(_ finding: FindingRecord, _ answer: inout DryPlan.Answer) async {
        let names = plan.guardrail.actionNames(of: finding.part, regions: regions)
        guard !names.isEmpty else { return }
        guard let stage else {
            answer.isIncomplete = answer.isIncomplete || isUnknown
            answer.changes += names.map { stopped($0, finding, .refused, refusal) }
            return
        }
        do throws(Stop) {
            let (resource, part) = try await judged(finding, stage)
            let proposals = plan.guardrail.proposals(
                about: part,
                of: resource,
                in: stage.surroundings,
                inventory: stage.inventory
            )
            for proposal in proposals {
                answer.changes.append(await change(proposal, finding, stage, &answer))
            }
        } catch {
            answer.isIncomplete = answer.isIncomplete || error.state == .refused
            answer.changes += names.map { stopped($0, finding, error.state, error.reason) }
        }
    }

    private func stopped(
        _ action: String,
        _ finding: FindingRecord,
        _ state: ChangeRecord.State,
        _ reason: String
    ) -> ChangeRecord {
        ChangeRecord(
            planned: action,
            finding: finding,
            target: finding.resource,
            region: finding.region,
            state: state,
            reason: reason
        )
    }

    /// The resource as it is now, and the part of it that violates.
    private func judged(
        _ finding: FindingRecord,
        _ stage: Stage
    ) async throws(Stop) -> (Resource, Verdict.Part) {
        let resource = try await read(finding, stage)
        let verdict = plan.guardrail.judge(
            resource,
            in: stage.surroundings,
            inventory: stage.inventory
        )
        switch verdict.exception {
        case .none: break
        case .granted(let exception): throw .over("it is excepted: \(exception.id)")
        case .byTag: throw .over("it is excepted by its tags")
        case .unknown(let gap): throw .unknown("whether it is excepted: \(gap.summary)")
        }
        switch verdict.outcome {
        case .notJudged: throw .over("a filter leaves it out now")
        case .unknown(let because): throw .unknown(because.map(\.text).joined(separator: "; "))
        case .judged(let parts):
            guard let part = parts.first(where: { $0.key == finding.part }) else {
                throw .over("nothing violates any more")
            }
            guard !part.isUnknown else {
                throw .unknown(part.because.map(\.text).joined(separator: "; "))
            }
            return (resource, part)
        }
    }

    private func read(_ finding: FindingRecord, _ stage: Stage) async throws(Stop) -> Resource {
        let type = plan.guardrail.type
        guard type.isRead else { return stage.accountResource }
        let scope = Scope(
            account: finding.account,
            region: type.isGlobal ? Scope.global : finding.region,
            service: type.service
        )
        let collection = await collect(
            finding.resource.id,
            of: type,
            in: scope,
            attributes: plan.guardrail.attributesForActions,
            reader: stage.reader,
            region: plan.sessions.region
        )
        if let resource = collection.resources.first { return resource }
        let gaps = collection.coverage.flatMap(\.gaps.keys).map(\.summary).sorted()
        guard collection.listedCompletely(type.name) else {
            throw .unknown(gaps.first ?? "AWS did not answer")
        }
        throw .over("the resource is gone")
    }

    private func change(
        _ proposal: ActionProposal,
        _ finding: FindingRecord,
        _ stage: Stage,
        _ answer: inout DryPlan.Answer
    ) async -> ChangeRecord {
        var change = stopped(proposal.action, finding, .refused, "")
        change.target = ResourceRecord(proposal.target)
        guard case .asked(let request) = proposal.outcome else {
            if case .refused(let reason) = proposal.outcome { change.reason = reason }
            return change
        }
        change.region = request.region
        let planned = await plan.planner.plan(request, by: proposal.action, reader: stage.reader)
        change.before = planned.before
        switch planned.plan {
        // It was judged a moment ago: it violates for a reason that the action does not touch.
        case .alreadyRight: change.reason = "it violates, and the action finds nothing to change"
        case .refused(let reason):
            answer.isIncomplete = answer.isIncomplete || planned.before == nil
            change.reason = reason
        case .calls(let calls, let after):
            change.planned = calls.map { call in
                ChangeRecord.Call(
                    service: call.service,
                    operation: call.operation,
                    input: .object(call.input)
                )
            }
            change.after = after
            (change.state, change.reason) = await tried(calls, request, proposal.action)
        }
        return change
    }

    /// What AWS says of the calls, where it can be asked: nothing where all would pass.
    private func tried(
        _ calls: [ActionCall],
        _ request: ActionRequest,
        _ action: String
    ) async -> (ChangeRecord.State, String?) {
        let tried = calls.filter { Writer.hasDryRun($0.service, $0.operation) }
        guard !tried.isEmpty else { return (.planned, nil) }
        guard plan.configuration.roles.remediate != nil else {
            return (.planned, "AWS was not asked: no role for changes is named")
        }
        let writer: Writer
        do throws(CredentialFailure) {
            writer = try await plan.sessions.writer(
                in: request.target.name.account,
                roles: plan.configuration.roles,
                for: Set(Catalogue.aws[action: action]?.permissions ?? [])
            )
        } catch {
            return (.refused, "the role for changes: \(error)")
        }
        for call in tried {
            let outcome = await writer.dryRun(
                call.service,
                call.operation,
                region: plan.planner.region(of: request),
                call.input
            )
            if case .fails(let failure) = outcome {
                return (.refused, "AWS would refuse \(call.operation): \(failure)")
            }
        }
        return (.planned, nil)
    }
}

extension ResourceRecord {
    fileprivate init(_ name: ResourceName) {
        self.init(type: name.type, id: name.id, arn: name.arn, name: name.name)
    }
}
