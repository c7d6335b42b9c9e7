import AWS
import Cluster
import Document
import Guardrails
import Records

/// The findings of one account, read again, judged again, and planned.
struct AccountPlan {
    let plan: DryPlan
    let regions: [String]
    /// Nil where nothing can be said of the account, for the reason of `refusal`.
    var stage: Reexamination.Stage?
    var refusal = ""
    var isUnknown = false

    func plan(_ finding: FindingRecord, _ answer: inout DryPlan.Answer) async {
        let names = plan.guardrail.actionNames(of: finding.part, regions: regions)
        guard !names.isEmpty else { return }
        guard let stage else {
            answer.isIncomplete = answer.isIncomplete || isUnknown
            answer.changes += names.map { stopped($0, finding, .refused, refusal) }
            return
        }
        let examined = await Reexamination(plan.guardrail, stage, region: plan.sessions.region)
            .answer(finding.resource.id, in: finding.region, part: finding.part)
        switch examined {
        case .over(let reason):
            answer.changes += names.map { stopped($0, finding, .noOp, reason) }
        case .unknown(let reason):
            answer.isIncomplete = true
            answer.changes += names.map { stopped($0, finding, .refused, "unknown: \(reason)") }
        case .violates(let resource, let part):
            let proposals = plan.guardrail.proposals(
                about: part,
                of: resource,
                in: stage.surroundings,
                inventory: stage.inventory
            )
            for proposal in proposals {
                answer.changes.append(await change(proposal, finding, stage, &answer))
            }
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

    private func change(
        _ proposal: ActionProposal,
        _ finding: FindingRecord,
        _ stage: Reexamination.Stage,
        _ answer: inout DryPlan.Answer
    ) async -> ChangeRecord {
        var change = stopped(proposal.action, finding, .refused, "")
        change.target = ResourceRecord(proposal.target)
        guard case .asked(let request) = proposal.outcome else {
            if case .refused(let reason) = proposal.outcome { change.reason = reason }
            return change
        }
        change.region = request.region
        guard PlaybookUse.name(inAction: proposal.action) == nil else {
            change.state = .planned
            change.reason = nil
            let call = ChangeRecord.Call(
                service: "parapet",
                operation: "StartRun",
                input: .object(request.parameters)
            )
            change.planned = [call]
            return change
        }
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
