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

    /// Prints it; the exit code says how it ended.
    static func tell(_ report: RunReport, _ format: ListFormat, to folder: String?) throws {
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
        case .table: Output.line(report.markdown)
        }
        switch record.status {
        case .failed, .refused: throw ExitCode.failure
        case .waiting: throw ExitCode.atGate
        case .running, .done, .undone: break
        }
    }
}
