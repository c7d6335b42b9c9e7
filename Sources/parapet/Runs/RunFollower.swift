import ArgumentParser
import Document
import Records
import Store

/// Waits for a run, and says how it stands.
struct RunFollower {
    private static let pollMilliseconds = 200
    private static let patienceSeconds = 10

    let runs: Runs
    let run: String

    /// The row of `report.runs`.
    func row() async throws -> JSON {
        guard let row = try await runs.list(ids: [run]).first else {
            throw Failure("PAR-RUN-02 there is no run '\(run)'", hint: "parapet playbook list")
        }
        return row
    }

    /// Until it has ended, or waits for somebody.
    func wait() async throws -> JSON {
        let start = ContinuousClock.now
        var isTold = false
        while true {
            let row = try await row()
            guard row["status"]?.string == "running" || row["ended"]?.isNull == true,
                row["status"]?.string != "waiting"
            else { return row }
            let isLate = start.duration(to: .now) > .seconds(Self.patienceSeconds)
            if isLate, !isTold, row["state"]?.isNull == true {
                Terminal.say("no worker has taken it yet: is one running?")
                isTold = true
            }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
    }

    /// Says yes at the open gates that ask for one person, and waits until the run knows it; false where
    /// there is none, or none that the caller may pass.
    func passGates(_ reason: String?) async throws -> Bool {
        let gates = try await runs.gates(of: run).filter { $0["two_persons"] == false }
        let steps = Set(gates.compactMap { $0["step"]?.string })
        for step in steps.sorted() {
            do {
                _ = try await runs.decide(
                    run,
                    step: step,
                    isApproval: true,
                    reason: reason ?? "by --yes, when it was started"
                )
            } catch {
                guard error.kind == .notYours else { throw error }
                Terminal.say("\(step) is left to others: \(error.message)")
                return false
            }
        }
        while try await runs.gates(of: run).contains(where: {
            steps.contains($0["step"]?.string ?? "")
        }) {
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
        return !steps.isEmpty
    }

    /// Prints it; the exit code says how it ended.
    ///
    /// - Parameter isFull: the whole report, with every step's answer.
    static func tell(
        _ report: RunReport,
        _ format: ListFormat,
        to folder: String?,
        full isFull: Bool = false
    ) throws {
        var record = report.run
        if let folder { record.report = try report.write(to: folder, at: .now()) }
        switch format {
        case .json:
            Output.line(record.json.prettyText)
            // The document has no place for it.
            for step in record.steps where step.status == .failed {
                let reason = report.reason(of: step.name) ?? "nobody knows why"
                Terminal.say("\(step.name) failed: \(reason)")
            }
        case .table: Output.line(isFull ? report.plain : report.summary)
        }
        switch record.status {
        case .failed, .refused: throw ExitCode.failure
        case .waiting: throw ExitCode.atGate
        case .running, .done, .undone: break
        }
    }
}
