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
                switch try await undo(row) {
                case .stop(let outcome): return outcome
                case .gone:
                    left.append("\(row.id): \(row.resource.id) is gone, and the change with it")
                case .takenBack: break
                }
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

    private enum Undone {
        /// Or as it was before.
        case takenBack
        /// There is nothing any more to be taken back.
        case gone
        case stop(Outcome)
    }

    private func undo(_ row: ChangeWork.Row) async throws(StoreError) -> Undone {
        if let begun = work.made.last(where: { $0.undoes == row.id && $0.isMoving }) {
            if case .stop(let outcome) = try await goOn(with: begun) { return .stop(outcome) }
            return .takenBack
        }
        guard let request = ActionRequest(row.request) else {
            return .stop(.failed("what \(row.id) was asked is not known", isFinal: true))
        }
        let (image, gone): (JSON, WhenGone?)
        switch await look(at: request, by: row.action) {
        case .success(let found): (image, gone) = found
        case .failure(let gap): return .stop(.failed(gap.summary, isFinal: false))
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
        let target = request.target.name.id
        let back = TakingBack(
            now: hash,
            before: row.beforeHash,
            after: row.afterHash,
            undoing,
            gone: gone
        )
        switch back {
        case .nothing: return .takenBack
        case .gone: return .gone
        case .calls(let found): calls = found
        case .changedSince:
            let reason = "somebody changed \(target) since: it is not what \(row.id) left"
            return .stop(.failed(reason, isFinal: true))
        case .stays(let what):
            return .stop(.failed("\(target) is gone; \(what)", isFinal: true))
        }
        var proposal = proposal(request, row.request)
        proposal.before = image
        proposal.beforeHash = hash
        proposal.planned = calls.map(\.json)
        proposal.expected = row.before
        let taken = try await tools.changes.take(proposal, undoing: row.id, job)
        if case .stop(let outcome) = try await make(taken) { return .stop(outcome) }
        return .takenBack
    }

    /// What is there now, and whether the instance still is.
    private func look(
        at request: ActionRequest,
        by action: String
    ) async -> Result<(JSON, WhenGone?), Gap> {
        let image: JSON
        switch await self.image(of: request, by: action) {
        case .success(let found): image = found
        case .failure(let gap): return .failure(gap)
        }
        return await planner.whenGone(
            request,
            by: action,
            partition: partition,
            reader: reader
        ).map { (image, $0) }
    }
}

extension ChangeWork.Row {
    /// Whether something of it may be there.
    fileprivate var isMade: Bool {
        state == .done || isIntended && [.failed, .conflict].contains(state)
    }
}
