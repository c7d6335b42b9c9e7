import AWS
import Document
import Guardrails
import Store

/// One attempt at a step that responds: its changes one after another, each by the ledger. What an attempt
/// before it changed is not changed again.
struct StepResponding: Sendable {
    enum Outcome: Sendable {
        case changed([Response.Changed])
        /// With what stays for other runs.
        case takenBack(left: [String])
        case failed(String, isFinal: Bool)
        /// Somebody stopped changes, another change of a target goes on, or AWS has to be waited for.
        case later(seconds: Double)
        /// The worker stops: what was sent, the next attempt verifies.
        case cancelled
    }

    /// What became of one change.
    enum Made: Sendable {
        /// It is as it should be; with the row as it ended.
        case row(ChangeWork.Row)
        case stop(Outcome)
    }

    let job: Job
    let work: RunWork.Step
    let response: Response
    let writesPerSecond: Int
    let roles: Configuration.Roles
    let tools: JobTools
    let planner: ActionPlanner
    let writer: Writer?
    let reader: Reader?

    private static let stoppedSeconds = 30.0
    private static let busySeconds = 2.0

    var partition: Partition { tools.sessions.partition }

    func respond(_ context: StepContext) async throws(StoreError) -> Outcome {
        let own = work.made.filter { $0.undoes == nil }
        var done = own.filter { $0.state == .done && $0.undoneBy == nil }
        // What is halfway may not be found as a target any more.
        for row in own where row.isMoving {
            switch try await goOn(with: row) {
            // Nothing was left to do: another run did it.
            case .row(let row): if row.state != .noOp { done.append(row) }
            case .stop(let outcome): return outcome
            }
        }
        let requests: [ActionRequest]
        switch await response.targets(context) {
        case .found(let found): requests = found
        case .failed(let message, let isFinal): return .failed(message, isFinal: isFinal)
        }
        var changed = done.filter { row in !requests.contains(where: row.isOf) }
            .compactMap(Response.Changed.init)
        for request in requests {
            if let row = done.first(where: { $0.isOf(request) }) {
                changed += [Response.Changed(row)].compactMap(\.self)
                continue
            }
            switch try await change(request) {
            case .changed(let more): changed += more
            case let outcome: return outcome
            }
        }
        return .changed(changed)
    }

    /// - Parameter isAgain: somebody else had done it when it was to be done.
    private func change(
        _ request: ActionRequest,
        again isAgain: Bool = false
    ) async throws(StoreError) -> Outcome {
        // Before it is looked at: what it then is stays so.
        guard try await tools.changes.hold(proposal(request, request.json), job) else {
            return .later(seconds: Self.busySeconds)
        }
        let image: JSON
        switch await self.image(of: request, by: work.type) {
        case .success(let found): image = found
        case .failure(let gap): return .failed(gap.text, isFinal: false)
        }
        switch planner.plan(request, by: work.type, partition: partition, image: image) {
        case .alreadyRight:
            let same = Response.Changed(request: request, before: image, after: image, change: nil)
            return .changed([same])
        case .refused(let reason): return .failed(reason, isFinal: true)
        case .calls(let calls, let after):
            var proposal = proposal(request, request.json)
            proposal.before = image
            proposal.beforeHash = ActionPlanner.hash(image)
            proposal.planned = calls.map(\.json)
            proposal.expected = after
            guard proposal.isSmallEnough else {
                return .failed("what is to be kept for the undo is too large", isFinal: true)
            }
            switch try await make(try await tools.changes.take(proposal, job)) {
            case .row(let row) where row.state == .noOp && !isAgain:
                return try await change(request, again: true)
            case .row(let row): return .changed([Response.Changed(row)].compactMap(\.self))
            case .stop(let outcome): return outcome
            }
        }
    }

    /// Reads everything anew: what was read before an earlier change of the same step, or before it was
    /// known that another run changes it, says nothing any more.
    func image(
        of request: ActionRequest,
        by action: String
    ) async -> Result<JSON, Gap> {
        var fresh = reader
        if reader != nil {
            do throws(CredentialFailure) {
                let account = request.target.name.account
                fresh = try await tools.sessions.reader(in: account, roles: roles)
            } catch {
                return .failure(
                    Gap(reason: .failed, permission: "", detail: error.description)
                )
            }
        }
        return await planner.image(of: request, by: action, partition: partition, reader: fresh)
    }

    /// Takes up a change that an attempt before this one left.
    func goOn(with row: ChangeWork.Row) async throws(StoreError) -> Made {
        guard let row = try await take(row) else {
            return .stop(.failed("what \(row.id) was asked is not known", isFinal: true))
        }
        return try await make(row)
    }

    func take(_ row: ChangeWork.Row) async throws(StoreError) -> ChangeWork.Row? {
        guard let request = ActionRequest(row.request) else { return nil }
        var proposal = proposal(request, row.request)
        proposal.before = row.before
        proposal.beforeHash = row.beforeHash
        proposal.planned = row.planned
        proposal.expected = row.expected
        return try await tools.changes.take(proposal, undoing: row.undoes, job)
    }

    func proposal(_ request: ActionRequest, _ json: JSON) -> ChangeProposal {
        var proposal = ChangeProposal(
            key: work.key,
            action: work.type,
            region: request.region,
            part: request.part,
            resource: request.target.name,
            target: request.target.name
        )
        proposal.request = json
        return proposal
    }

    /// The change that the job is about.
    func make(_ row: ChangeWork.Row) async throws(StoreError) -> Made {
        switch row.state {
        case .done: return .row(row)
        case .stopped: return .stop(.later(seconds: Self.stoppedSeconds))
        default: break
        }
        let making = ChangeMaking(
            job: job,
            row: row,
            cause: StepCause(writesPerSecond: writesPerSecond),
            roles: roles,
            tools: tools,
            writer: writer,
            planner: planner
        )
        guard let making else {
            return .stop(.failed("what \(row.id) was asked is not known", isFinal: true))
        }
        switch try await making.run() {
        case .stopped: return .stop(.later(seconds: Self.stoppedSeconds))
        case .later(let seconds): return .stop(.later(seconds: seconds))
        case .cancelled: return .stop(.cancelled)
        case .end(let end, _):
            let ended = try await tools.changes.end(job, end)
            switch ended.state {
            case .done, .noOp: return .row(ended)
            case let state:
                let reason = end.reason ?? state.rawValue
                return .stop(.failed("\(ended.id): \(reason)", isFinal: state == .conflict))
            }
        }
    }
}

extension ChangeWork.Row {
    /// Whether it goes on.
    var isMoving: Bool { [.approved, .executing, .verifying, .stopped].contains(state) }

    fileprivate func isOf(_ request: ActionRequest) -> Bool {
        guard let own = ActionRequest(self.request) else { return false }
        return own.target.name.key == request.target.name.key && own.part == request.part
    }
}

extension Response.Changed {
    /// Nil where nobody knows what the change was asked.
    fileprivate init?(_ row: ChangeWork.Row) {
        guard let request = ActionRequest(row.request) else { return nil }
        self.init(
            request: request,
            before: row.before,
            after: row.after,
            change: row.state == .done ? row.id : nil,
            requests: row.requests
        )
    }
}

extension Gap {
    fileprivate var text: String { detail.isEmpty ? summary : "\(summary): \(detail)" }
}

extension ChangeProposal {
    fileprivate var isSmallEnough: Bool {
        let documents = [before, expected].compactMap(\.self) + planned
        return documents.reduce(0) { $0 + $1.text.utf8.count } <= ChangePlanning.maxBytes
    }
}
