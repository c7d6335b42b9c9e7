import AWS
import Document
import Guardrails
import Logging
import Platform
import Store

/// Leads one sweep: requested → discovering → running → done, for as long as this process leads.
struct SweepLeader: Sendable {
    private let sweep: SweepLeading.Active
    private let tools: LeaderTools
    private let token: Int64
    private let logger: Logger

    init(_ sweep: SweepLeading.Active, tools: LeaderTools, token: Int64) {
        self.sweep = sweep
        self.tools = tools
        self.token = token
        var logger = tools.logger
        logger[metadataKey: "sweep"] = "\(sweep.id)"
        self.logger = logger
    }

    /// Returns when the sweep has ended or is paused, another process leads, or the task is
    /// cancelled.
    func lead() async {
        var course = SweepCourse(pollSeconds: tools.pace.pollSeconds)
        var sweep = sweep
        var action = SweepCourse.Action.look
        while action != .leave, !Task.isCancelled {
            do throws(StoreError) {
                action = course.take(try await perform(action, &sweep))
            } catch {
                if Task.isCancelled { return }
                if error.kind != .leaseLost { logger.error("not led: \(error)") }
                action = course.take(error.kind == .leaseLost ? .lost : .failed)
            }
        }
    }

    private func perform(
        _ action: SweepCourse.Action,
        _ sweep: inout SweepLeading.Active
    ) async throws(StoreError) -> SweepCourse.Event {
        switch action {
        case .look:
            guard let active = try await tools.sweeps.active(sweep.id, token: token) else {
                return .found(nil)
            }
            sweep = active
            return .found(try await tools.sweeps.position(sweep.id, token: token))
        case .begin: return try await begin(sweep)
        case .plan: return try await plan(sweep)
        case .open(let left):
            return .opened(try await tools.sweeps.openWaiting(sweep.id, token: token), left: left)
        case .close: return try await close(sweep)
        case .finish: return try await finish(sweep)
        case .rest(let seconds):
            try? await Task.sleep(for: .seconds(seconds))
            return .rested
        case .leave: return .ended
        }
    }

    private func begin(_ sweep: SweepLeading.Active) async throws(StoreError) -> SweepCourse.Event {
        let accepted: RuleAcceptance
        do {
            accepted = try tools.rules.accepted()
            try accepted.book.check(sweep.narrowing)
        } catch {
            return try await fail(sweep, "\(error)")
        }
        let book = accepted.book
        switch try await estate(for: sweep, book) {
        case .notYet: return .notYet
        case .never(let reason): return try await fail(sweep, reason)
        case .known(let known):
            try await tools.books.announce(book, token: token)
            try await tools.sweeps.begin(
                sweep.id,
                rules: try await tools.books.store(
                    book,
                    playbooks: book.playbookBounds,
                    token: token
                ),
                estate: try await tools.estates.store(known.estate, token: token),
                known: known.since,
                discover: known.discover,
                accountJobs: book.configuration.queue.jobsPerAccount,
                notes: SweepNotes(accepted, known),
                token: token
            )
            logger.info("sweep began", metadata: ["asked": "\(known.discover.count)"])
            return .taken
        }
    }

    private func estate(
        for sweep: SweepLeading.Active,
        _ book: RuleBook
    ) async throws(StoreError) -> EstateKnowledge.Answer {
        let reading = try await tools.estates.reading(token: token)
        // Thousands of accounts are not fetched over and over while they are read.
        if let wait = EstateKnowledge.wait(for: sweep, reading, book) { return wait }
        return EstateKnowledge(
            reading: reading,
            remembered: try await tools.estates.remembered(token: token),
            book: book,
            rememberSeconds: tools.pace.rememberSeconds,
            now: .now()
        ).answer(for: sweep)
    }

    private func plan(
        _ sweep: SweepLeading.Active
    ) async throws(StoreError) -> SweepCourse.Event {
        guard let (book, estate) = try await material(of: sweep) else { return .ended }
        let regions = Dictionary(
            try await tools.estates.remembered(token: token).filter { $0.role == .assumed }
                .map { ($0.account.id, $0.regions) },
            uniquingKeysWith: { $1 }
        )
        let count = try await tools.sweeps.enqueue(
            sweep.id,
            scans: Guardrails.plan(
                book.guardrails,
                estate: estate,
                regions: regions,
                narrowing: sweep.narrowing
            ),
            joins: planJoins(
                book.guardrails,
                estate: estate,
                regions: regions,
                narrowing: sweep.narrowing
            ),
            estateJoins: planJoins(
                book.guardrails,
                over: .estate,
                estate: estate,
                regions: regions,
                narrowing: sweep.narrowing
            ),
            token: token
        )
        logger.info("sweep planned", metadata: ["jobs": "\(count)"])
        return .taken
    }

    private func close(
        _ sweep: SweepLeading.Active
    ) async throws(StoreError) -> SweepCourse.Event {
        guard let (book, estate) = try await material(of: sweep) else { return .ended }
        return .closed(
            try await SweepClosing(
                sweep: sweep.id,
                book: book,
                estate: estate,
                tools: tools,
                token: token
            ).perform()
        )
    }

    private func finish(
        _ sweep: SweepLeading.Active
    ) async throws(StoreError) -> SweepCourse.Event {
        let summary = try await tools.sweeps.finish(sweep.id, token: token)
        logger.info(
            "sweep done",
            metadata: ["summary": .stringConvertible(LoggedDocument(summary))]
        )
        return .ended
    }

    /// What it was begun with.
    private func material(
        of sweep: SweepLeading.Active
    ) async throws(StoreError) -> (RuleBook, Estate)? {
        guard let rules = sweep.rules, let estate = sweep.estate else {
            _ = try await fail(sweep, "it names no rules")
            return nil
        }
        do throws(StoreError) {
            return (
                try await tools.shelf.book(rules), try await tools.shelf.estate(estate).estate
            )
        } catch  where error.kind == .unreadable {
            _ = try await fail(sweep, error.description)
            return nil
        }
    }

    private func fail(
        _ sweep: SweepLeading.Active,
        _ error: String
    ) async throws(StoreError) -> SweepCourse.Event {
        logger.error("sweep failed: \(error)")
        try await tools.sweeps.fail(sweep.id, error: error, token: token)
        return .ended
    }
}

extension SweepNotes {
    init(_ accepted: RuleAcceptance, _ known: EstateKnowledge.Known) {
        let configuration = accepted.book.configuration
        let report = EnvironmentReport(configuration, known.estate.accounts)
        let broken = accepted.unjudged.map { file in
            "\(file.file) does not load: "
                + (file.isReplaced ? "its last good text is used" : "it is left out")
        }
        self.init(
            unclassified: report.unclassified.count,
            isAllowed: configuration.unclassified == .allow,
            broken: accepted.unjudged.map(\.file),
            strangers: known.strangers.count,
            lines: report.lines + broken + known.strangers.map(\.description)
        )
    }
}
