import AWS
import Document
import Guardrails
import Store

extension StepResponding {
    /// Takes back what the step changed, the latest first, each by a change of its own. Only what is as it
    /// was left is taken back, and only by the last run that relies on it.
    func undo() async throws(StoreError) -> Outcome {
        var own = work.made.filter { $0.undoes == nil && $0.undoneBy == nil }
        for (index, row) in own.enumerated() where row.isMoving {
            switch try await leave(row) {
            case .row(let row): own[index] = row
            case .stop(let outcome): return outcome
            }
        }
        var left: [String] = []
        for row in own.reversed() where row.isMade {
            let others = try await tools.changes.letGo(row.id, job)
            guard others.isEmpty else {
                let runs = others.joined(separator: ", ")
                left.append("\(row.id) of \(row.resource.id) stays: \(runs) relies on it too")
                continue
            }
            do {
                if let outcome = try await undo(row) { return outcome }
            } catch  where error.kind == .overtaken {
                return .later(seconds: 1)
            }
        }
        return .takenBack(left: left)
    }

    /// Ends a change that was left halfway: as what is there now.
    private func leave(_ row: ChangeWork.Row) async throws(StoreError) -> Made {
        guard let request = ActionRequest(row.request), let row = try await take(row) else {
            return .stop(.failed("what \(row.id) was asked is not known", isFinal: true))
        }
        let reason = "the run was taken back"
        guard row.isIntended else {
            return .row(try await tools.changes.end(job, ChangeEnd(.lapsed, reason: reason)))
        }
        switch await image(of: request, by: row.action) {
        case .failure(let gap): return .stop(.failed(gap.summary, isFinal: false))
        case .success(let image):
            let end = ChangeEnd(
                .failed,
                reason: reason,
                after: image,
                afterHash: ActionPlanner.hash(image)
            )
            return .row(try await tools.changes.end(job, end))
        }
    }

    /// Nil where it is taken back, or is as it was before.
    private func undo(_ row: ChangeWork.Row) async throws(StoreError) -> Outcome? {
        if let begun = work.made.last(where: { $0.undoes == row.id && $0.isMoving }) {
            if case .stop(let outcome) = try await goOn(with: begun) { return outcome }
            return nil
        }
        guard let request = ActionRequest(row.request) else {
            return .failed("what \(row.id) was asked is not known", isFinal: true)
        }
        let image: JSON
        switch await self.image(of: request, by: row.action) {
        case .success(let found): image = found
        case .failure(let gap): return .failed(gap.summary, isFinal: false)
        }
        let hash = ActionPlanner.hash(image)
        let undoing = planner.undo(
            request,
            by: row.action,
            partition: partition,
            before: row.before,
            after: image
        )
        let calls: [ActionCall]
        switch TakingBack(now: hash, before: row.beforeHash, after: row.afterHash, undoing) {
        case .nothing: return nil
        case .calls(let found): calls = found
        case .changedSince:
            let target = request.target.name
            return .failed(
                "somebody changed \(target.id) since: it is not what \(row.id) left",
                isFinal: true
            )
        }
        var proposal = proposal(request, row.request)
        proposal.before = image
        proposal.beforeHash = hash
        proposal.planned = calls.map(\.json)
        proposal.expected = row.before
        let taken = try await tools.changes.take(proposal, undoing: row.id, job)
        if case .stop(let outcome) = try await make(taken) { return outcome }
        return nil
    }
}

extension ChangeWork.Row {
    /// Whether something of it may be there.
    fileprivate var isMade: Bool {
        state == .done || isIntended && [.failed, .conflict].contains(state)
    }
}
