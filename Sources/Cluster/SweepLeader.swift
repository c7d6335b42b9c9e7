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

    /// A sweep with fewer jobs may be ready for its next step at any moment.
    private static let fewJobs = 100
    private static let shortestPause = 0.05

    init(_ sweep: SweepLeading.Active, tools: LeaderTools, token: Int64) {
        self.sweep = sweep
        self.tools = tools
        self.token = token
        var logger = tools.logger
        logger[metadataKey: "sweep"] = "\(sweep.id)"
        self.logger = logger
    }

    /// What a step came to.
    private enum Step {
        /// There may be another at once.
        case taken
        /// Nothing to do yet.
        case waiting(jobsLeft: Int)
        case ended
    }

    /// Returns when the sweep has ended or is paused, another process leads, or the task is
    /// cancelled.
    func lead() async {
        var pause = Self.shortestPause
        while !Task.isCancelled {
            do throws(StoreError) {
                switch try await step() {
                case .ended: return
                case .taken: pause = Self.shortestPause
                case .waiting(let jobs):
                    pause =
                        jobs < Self.fewJobs
                        ? min(pause * 1.5, tools.pace.pollSeconds) : tools.pace.pollSeconds
                }
            } catch {
                if error.kind == .leaseLost || Task.isCancelled { return }
                logger.error("not led: \(error)")
                pause = tools.pace.pollSeconds
            }
            try? await Task.sleep(for: .seconds(pause))
        }
    }

    private func step() async throws(StoreError) -> Step {
        // Anew each time: it may be cancelled, paused or led by another meanwhile.
        guard let sweep = try await tools.sweeps.active(sweep.id, token: token) else {
            return .ended
        }
        let position = try await tools.sweeps.position(sweep.id, token: token)
        switch position.state {
        case .requested: return try await begin(sweep)
        case .discovering where position.jobsLeft == 0:
            try await plan(sweep)
            return .taken
        case .running where position.jobsLeft == 0: return try await finish(sweep)
        case .running where position.isWaiting:
            let opened = try await tools.sweeps.openWaiting(sweep.id, token: token)
            return opened > 0 ? .taken : .waiting(jobsLeft: position.jobsLeft)
        case .discovering, .running: return .waiting(jobsLeft: position.jobsLeft)
        case .done, .failed, .cancelled: return .ended
        }
    }

    private func begin(_ sweep: SweepLeading.Active) async throws(StoreError) -> Step {
        let accepted: RuleAcceptance
        do {
            accepted = try tools.rules.accepted()
            try accepted.book.check(sweep.narrowing)
        } catch {
            return try await fail(sweep, "\(error)")
        }
        let book = accepted.book
        switch try await estate(for: sweep, book) {
        case .notYet: return .waiting(jobsLeft: 0)
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

    private func plan(_ sweep: SweepLeading.Active) async throws(StoreError) {
        guard let (book, estate) = try await material(of: sweep) else { return }
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
    }

    private func finish(_ sweep: SweepLeading.Active) async throws(StoreError) -> Step {
        guard let (book, estate) = try await material(of: sweep) else { return .ended }
        try await SweepClosing(
            sweep: sweep.id,
            book: book,
            estate: estate,
            tools: tools,
            token: token
        )
        .perform()
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
    ) async throws(StoreError) -> Step {
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
