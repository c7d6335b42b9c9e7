import ArgumentParser
import Document
import Foundation
import Platform
import Store

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Show the cluster's processes, its queue, the latest sweeps, what is changed, and runs.",
        discussion: """
            What somebody else holds is not waited for: the rest is shown, and what is missing is said. \
            Exit code 4 then.

            Example:
              parapet status
              parapet status --format json
            """
    )

    @Option(help: "table or json.")
    var format = ListFormat.table

    private static let sweeps = 5

    func run() async throws {
        let database = try await Wiring().database(maxConnections: 1, isHurried: true)
        let read = try await Overview(database: database).read(sweeps: Self.sweeps)
        var sections = read.object ?? Object()
        sections["database"] = ["sslmode": .string(database.transport.mode)]
        let overview = JSON.object(sections)
        await database.close()
        switch format {
        case .json: Output.line(overview.prettyText)
        case .table:
            let parts = [
                Self.members(overview), Self.sweeps(overview), Self.jobs(overview),
                Self.unread(overview), Self.changes(overview), Self.runs(overview),
                Self.events(overview), Self.warnings(overview), Self.missing(overview),
                database.transport.warning ?? "",
            ]
            Output.line(parts.filter { !$0.isEmpty }.joined(separator: "\n\n"))
        }
        if overview["missing"]?.array?.isEmpty == false { throw ExitCode.incomplete }
    }

    /// What could not be read.
    private static func missing(_ overview: JSON) -> String {
        (overview["missing"]?.array ?? []).map {
            "not read: \($0["part"]?.string ?? ""): \($0["reason"]?.string ?? "")".visible
        }.joined(separator: "\n")
    }

    /// What AWS did not answer for, and when it is looked at again.
    private static func unread(_ overview: JSON) -> String {
        (overview["unread"]?.array ?? []).map { unread in
            let next =
                unread["sweep"]?.string.map { "the sweep \($0) looks again" }
                ?? "looked at again at \(unread["due"]?.string ?? "")"
            return "AWS did not answer for \(unread["scopes"]?.int ?? 0) scopes of "
                + "\(unread["accounts"]?.int ?? 0) accounts since \(unread["since"]?.string ?? ""): "
                + next
        }.joined(separator: "\n")
    }

    /// What is late and what is broken; empty where nothing is.
    private static func warnings(_ overview: JSON) -> String {
        let overdue = (overview["overdue"]?.array ?? []).map {
            "overdue: \($0["guardrail"]?.string ?? "") since \($0["due"]?.string ?? "")"
        }
        let broken = (overview["rules"]?.array ?? []).map { rule in
            let stead =
                rule["replaced"]?.bool == true ? "its last good text is used" : "it is left out"
            return "broken: \(rule["file"]?.string ?? "") since "
                + "\(rule["since"]?.string ?? ""), \(stead)\n\(rule["problem"]?.string ?? "")"
        }
        let failing = (overview["channels"]?.array ?? []).map { channel in
            let state =
                channel["failing_since"]?.string
                .map { "fails since \($0): \(channel["last_error"]?.string ?? "")" } ?? "is fine"
            return "channel \(channel["name"]?.string ?? "") \(state); "
                + "\(channel["waiting"]?.text ?? "0") wait, \(channel["dead"]?.text ?? "0") dead"
        }
        return (overdue + broken + failing.map(\.visible)).joined(separator: "\n")
    }

    /// What is decided on, waits and is made; empty where nothing is.
    private static func changes(_ overview: JSON) -> String {
        let changes = overview["changes"]
        let count = { (key: String) in changes?[key]?.int ?? 0 }
        var parts: [String] = []
        for (key, text) in [
            ("awaiting_approval", "await approval"), ("executing", "are being made"),
            ("failed_last_day", "failed in the last day"),
        ] where count(key) > 0 { parts.append("\(count(key)) \(text)") }
        for waiting in changes?["waiting"]?.array ?? [] {
            let what = waiting["waits"]?.string.map { "wait (\($0))" } ?? "are next"
            parts.append("\(waiting["changes"]?.int ?? 0) \(what)")
        }
        let stops = (changes?["stops"]?.array ?? []).map {
            "changes are stopped: \(ChangeStop($0).text)".visible
        }
        return ((parts.isEmpty ? [] : ["changes: " + parts.joined(separator: ", ")]) + stops)
            .joined(separator: "\n")
    }

    /// Runs that go on, those that wait for somebody's word, and those that failed lately.
    private static func runs(_ overview: JSON) -> String {
        let runs = overview["runs"]
        let running = runs?["running"]?.int ?? 0
        let waiting = (runs?["waiting"]?.array ?? []).map { gate in
            let text = { (key: String) in gate[key]?.string ?? "" }
            let by = (gate["approvers"]?.texts ?? []).joined(separator: ", ")
            return
                "run \(text("run")) (\(text("playbook"))) waits at \(text("step")) for \(by) since "
                + "\(text("asked")): parapet playbook approve \(text("run")) --step \(text("step"))"
        }
        let failed = (runs?["failed"]?.array ?? []).map { run in
            let text = { (key: String) in run[key]?.string ?? "" }
            return
                "run \(text("run")) (\(text("playbook"))) failed at \(text("ended")): parapet playbook "
                + "show \(text("run"))"
        }
        return
            ((running > 0 ? ["runs: \(running) running"] : []) + (waiting + failed).map(\.visible))
            .joined(separator: "\n")
    }

    /// How AWS's events come in, and what nobody hears; empty where no queue is named.
    private static func events(_ overview: JSON) -> String {
        let events = overview["events"]
        var lines = (events?["queues"]?.array ?? []).map { queue in
            EventQueueLine(queue, alone: events?["alone"]?.texts ?? []).text
        }
        if let looks = events?["looks"]?.int, looks > 0, !lines.isEmpty {
            lines.append("\(looks) looks of events wait")
        }
        if let unlooked = events?["unlooked"]?.int, unlooked > 0 {
            lines.append(
                "\(unlooked) resources that events of the last day named were too many to be looked "
                    + "at: the next sweep sees them (report.events)"
            )
        }
        for account in events?["accounts"]?.array ?? [] {
            let text = { (key: String) in account[key]?.string ?? "" }
            lines.append(
                "account \(text("account")) \(text("kind")), \(text("state")): \(text("detail"))"
                    .visible
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func members(_ overview: JSON) -> String {
        guard let members = overview["members"]?.array else { return "" }
        guard !members.isEmpty else {
            return "no process runs: parapet coordinator, parapet worker"
        }
        var table = Table(titles: ["PROCESS", "ROLE", "HOST", "SINCE", "STATE"])
        for member in members {
            let text = { (key: String) in member[key]?.string ?? "" }
            table.rows.append([
                text("process"), text("role"), text("host"), text("started"),
                state(of: member),
            ])
        }
        let isLed = members.contains { $0["leads"]?.bool == true }
        return table.text(within: Terminal.width, leavingOut: ["SINCE", "HOST"])
            + (isLed ? "" : "\nnobody leads: no sweep begins or ends (parapet coordinator)")
    }

    private static func state(of member: JSON) -> String {
        var parts = [member["leads"]?.bool == true ? "leads" : "alive"]
        if member["alive"]?.bool != true {
            parts = ["silent since \(member["heartbeat"]?.string ?? "")"]
        }
        if let ahead = member["ahead_seconds"]?.double, ahead != 0 {
            parts.append("its clock is \(ClockWatch.text(ahead))")
        }
        return parts.joined(separator: ", ")
    }

    private static func sweeps(_ overview: JSON) -> String {
        guard let sweeps = overview["sweeps"]?.array else { return "" }
        guard !sweeps.isEmpty else { return "no sweep yet: parapet sweep --wait" }
        var table = Table(
            titles: ["SWEEP", "STATE", "PRIORITY", "REQUESTED", "OPEN", "EXCEPTED", "SECONDS"]
        )
        for sweep in sweeps {
            let text = { (key: String) in sweep[key]?.string ?? "" }
            let number = { (value: JSON?) in value.flatMap { $0.isNull ? nil : $0.text } ?? "-" }
            let findings = sweep["summary"]?["findings"]
            table.rows.append([
                text("sweep"), sweep["paused"]?.bool == true ? "paused" : text("state"),
                text("priority"), text("requested_at"), number(findings?["open"]),
                number(findings?["excepted"]), number(sweep["summary"]?["seconds"]),
            ])
        }
        // A sweep's id says when it was asked for.
        return table.text(within: Terminal.width, leavingOut: ["REQUESTED", "PRIORITY"])
    }

    private static func jobs(_ overview: JSON) -> String {
        guard let jobs = overview["jobs"]?.array else { return "" }
        guard !jobs.isEmpty else { return "the queue is empty" }
        var table = Table(titles: ["SWEEP", "KIND", "STATE", "JOBS", "RETRIED"])
        for job in jobs {
            table.rows.append(
                ["sweep", "kind", "state"].map { job[$0]?.string ?? "" }
                    + ["jobs", "retried"].map { job[$0]?.text ?? "" }
            )
        }
        return table.text()
    }
}
