import AWS
import Document
import Guardrails
import Store

/// One attempt of a change on its way between AWS and the ledger; ``ChangeAttempt`` says what comes
/// next, and ``ChangeCause`` whose change it is.
struct ChangeMaking: Sendable {
    enum Outcome: Sendable {
        case end(ChangeEnd, reads: Int)
        /// The switch was pulled before the first call; the ledger says so.
        case stopped
        /// Another change of the target goes on, or something cannot be read now.
        case later(seconds: Double)
        /// The worker stops: what was sent, the next attempt verifies.
        case cancelled
    }

    private let job: Job
    private let row: ChangeWork.Row
    private let cause: any ChangeCause
    private let roles: Configuration.Roles
    private let tools: JobTools
    /// Nil for an action that changes nothing in AWS.
    private let writer: Writer?
    private let planner: ActionPlanner
    private let request: ActionRequest

    /// For another change of the target, for AWS, and for what nobody could read.
    private static let waitSeconds = 5.0
    /// Then the rules may say something else.
    private static let longestWaitSeconds = 3600.0
    private static let firstPause = 0.2
    private static let longestPause = 5.0

    /// Nil where the row does not say what was asked.
    init?(
        job: Job,
        row: ChangeWork.Row,
        cause: any ChangeCause,
        roles: Configuration.Roles,
        tools: JobTools,
        writer: Writer?,
        planner: ActionPlanner
    ) {
        guard let request = ActionRequest(row.request) else { return nil }
        self.job = job
        self.row = row
        self.cause = cause
        self.roles = roles
        self.tools = tools
        self.writer = writer
        self.planner = planner
        self.request = request
    }

    /// What was read of the target and of the finding.
    private struct Look {
        let image: JSON
        let seen: ChangeAttempt.Seen
        let reads: Int
    }

    /// How far an attempt is.
    private struct State {
        var machine: ChangeAttempt
        var reads = 0
        /// Since when it reads without anything new.
        var since = ContinuousClock.now
        var pause = ChangeMaking.firstPause
        var wrote: ContinuousClock.Instant?
        /// The session that the ledger knows this attempt's calls by.
        var accessKey: String?

        mutating func restart() {
            since = .now
            pause = ChangeMaking.firstPause
        }
    }

    func run() async throws(StoreError) -> Outcome {
        var state = State(machine: machine())
        while !Task.isCancelled {
            let isOverdue =
                state.since.duration(to: .now) >= .seconds(tools.verifySeconds)
            let look: Look
            switch try await self.look(isBegun: state.machine.isBegun) {
            case .success(let found): look = found
            case .failure(let gap):
                if isOverdue { return wait(for: gap.summary, state) }
                await rest(&state)
                continue
            }
            state.reads += look.reads
            switch state.machine.next(look.seen, isOverdue: isOverdue) {
            case .end(let end, let reason):
                return .end(self.end(end, reason, look), reads: state.reads)
            case .read(let reason):
                if isOverdue { return wait(for: reason, state) }
                await rest(&state)
            case .intend(let calls):
                // It may have waited since it was let through.
                let closed = cause.secondsUntilOpen(at: .now())
                if closed > 0, !state.machine.isBegun {
                    return .later(seconds: min(closed, Self.longestWaitSeconds))
                }
                switch try await intend(calls, look) {
                case .busy: return .later(seconds: Self.waitSeconds)
                case .stopped: return .stopped
                case .go:
                    state.machine.progress = .sending(
                        calls,
                        to: look.seen.hash,
                        sent: 0,
                        isInDoubt: false
                    )
                    if let outcome = try await send(calls, look, &state) { return outcome }
                }
            case .send(let calls):
                if let outcome = try await send(calls, look, &state) { return outcome }
            }
        }
        return .cancelled
    }

    /// What nobody can read is tried again, until nobody wants it any more; what was sent is verified
    /// however long that takes.
    private func wait(for reason: String, _ state: State) -> Outcome {
        guard !state.machine.isBegun, let expires = row.expires, expires <= .now() else {
            return .later(seconds: Self.waitSeconds)
        }
        return .end(
            ChangeEnd(.lapsed, reason: "it could not be read in time: \(reason)"),
            reads: state.reads
        )
    }

    private func machine() -> ChangeAttempt {
        let sending = row.sending.compactMap { ActionCall($0) }
        return ChangeAttempt(
            isDecided: row.isDecided && cause.keepsToPlan,
            planned: row.planned.compactMap { ActionCall($0) },
            beforeHash: row.beforeHash,
            progress: row.isIntended
                ? .sending(sending, to: row.sendingTo, sent: row.sent, isInDoubt: true)
                : .planned
        )
    }

    private func rest(_ state: inout State) async {
        try? await Task.sleep(for: .seconds(state.pause))
        state.pause = min(state.pause * 1.7, Self.longestPause)
    }

    private func intend(
        _ calls: [ActionCall],
        _ look: Look
    ) async throws(StoreError) -> ChangeWork.Leave {
        var expected = row.expected
        if row.undoes == nil, case .calls(_, let after) = plan(look.image) { expected = after }
        return try await tools.changes.intend(
            job,
            before: look.image,
            hash: look.seen.hash,
            planned: calls.map(\.json),
            expected: expected
        )
    }

    /// Sends the first of what is left; an outcome where that ends the attempt.
    private func send(
        _ calls: [ActionCall],
        _ look: Look,
        _ state: inout State
    ) async throws(StoreError) -> Outcome? {
        guard let call = calls.first,
            case .sending(let all, let to, let sent, _) = state.machine.progress
        else { preconditionFailure("an intent has calls") }
        if let wrote = state.wrote {
            let pause = max(pauseBetweenWrites, .seconds(call.pauseSeconds))
            try? await Task.sleep(until: wrote + pause, clock: .continuous)
        }
        guard let bound = call.bound(to: look.image) else {
            let reason = "\(call.service):\(call.operation) is about something that is not there"
            return .end(end(.conflict, reason, look), reads: state.reads)
        }
        // AWS may tell of the call before it answers, and need not answer at all.
        if let key = await writer?.accessKey(), key != state.accessKey {
            try await tools.changes.note(job, accessKey: key)
            state.accessKey = key
        }
        let outcome = await planner.send(bound, of: request, by: writer)
        state.restart()
        state.wrote = .now
        switch outcome {
        case .done(let id):
            try await tools.changes.note(job, request: id ?? "")
            state.machine.progress = .sending(all, to: to, sent: sent + 1, isInDoubt: false)
        case .unknown:
            // Only reading tells whether it arrived.
            state.machine.progress = .sending(all, to: to, sent: sent, isInDoubt: true)
        case .refused(let failure):
            if failure.isThrottle { return .later(seconds: Self.waitSeconds) }
            let done = sent > 0 ? " after \(sent) of \(all.count) calls" : ""
            let end = ChangeEnd(
                .failed,
                reason:
                    "\(ActionProviders.title(of: call.service)) refused \(call.service):\(call.operation)\(done): \(failure)",
                after: look.image,
                afterHash: look.seen.hash,
                looks: sent > 0 ? looks : []
            )
            return .end(end, reads: state.reads)
        }
        return nil
    }

    private func end(_ state: ChangeState, _ reason: String?, _ look: Look) -> ChangeEnd {
        ChangeEnd(
            state,
            reason: reason,
            after: look.image,
            afterHash: look.seen.hash,
            looks: looks
        )
    }
}

extension ChangeMaking {
    /// The target, and then what its cause is about: what they are now closes a finding, or not.
    private var looks: [ChangeEnd.Look] {
        let target = request.target.name
        var looks: [ChangeEnd.Look] = []
        if let type = Catalogue.aws[target.type], type.isRead {
            looks.append(.init(at: target, type))
        } else if let look = cause.look(insteadOf: request, row) {
            looks.append(look)
        }
        return looks + cause.looks(after: row).filter { !looks.contains($0) }
    }

    private var pauseBetweenWrites: Duration {
        .seconds(1) / max(1, cause.writesPerSecond)
    }

    private func plan(_ image: JSON) -> ActionPlan {
        planner.plan(request, by: row.action, partition: tools.sessions.partition, image: image)
    }

    /// Reads everything anew: nothing is answered from memory.
    private func look(isBegun: Bool) async throws(StoreError) -> Result<Look, Gap> {
        var reader: Reader?
        do throws(CredentialFailure) {
            // What is in no account of AWS's is read without its roles.
            if !row.account.isEmpty {
                reader = try await tools.sessions.reader(in: row.account, roles: roles)
            }
        } catch {
            return .failure(Gap(reason: .failed, permission: "", detail: error.description))
        }
        let partition = tools.sessions.partition
        let image = await planner.image(
            of: request,
            by: row.action,
            partition: partition,
            reader: reader
        )
        switch image {
        case .failure(let gap): return .failure(gap)
        case .success(let image):
            let seen = ChangeAttempt.Seen(
                hash: ActionPlanner.hash(image),
                rest: try await rest(image),
                standing: try await standing(reader, isBegun)
            )
            return .success(Look(image: image, seen: seen, reads: reader?.requests ?? 0))
        }
    }

    private func rest(_ image: JSON) async throws(StoreError) -> ChangeAttempt.Seen.Rest {
        guard row.undoes == nil else {
            let calls = planner.undo(
                request,
                by: row.action,
                partition: tools.sessions.partition,
                before: row.expected,
                after: image
            )
            return .calls(calls)
        }
        return switch plan(image) {
        case .alreadyRight: .calls([])
        case .calls(let calls, _): .calls(calls)
        case .refused(let reason): .refused(reason)
        }
    }

    private func standing(
        _ reader: Reader?,
        _ isBegun: Bool
    ) async throws(StoreError) -> ChangeAttempt.Standing {
        // An undo makes it violate again.
        guard row.undoes == nil, let reader else { return .notAsked }
        return try await cause.standing(of: row, reader, isBegun: isBegun)
    }
}
