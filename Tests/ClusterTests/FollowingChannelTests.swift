import AWS
import Document
import Guardrails
import Platform
import Rehearsal
import Store
import Testing

extension SweepSuite {
    /// What keeps findings follows them, from what happened to what a real server keeps.
    @Suite struct FollowingChannelTests {
        @Test func aTicketIsMadeOnceAndClosedAndOpenedWithItsFinding() async throws {
            let jira = TicketServer()
            try await jira.lend { server in
                let line =
                    "jira: { type: tickets, url: \"\(server.url)\", token: { env: S }, "
                    + "project: SEC, allow: [127.0.0.1] }"
                try await MessageDesk.with(channels: [line], lastResort: "jira") { desk in
                    // It was made, and nobody heard of it.
                    jira.state.withLock { $0.breaksAfterTaking = true }
                    try await desk.turn("open", "opened", telling: "jira")
                    try await desk.deliver()
                    #expect(try await desk.states() == ["jira failed"])
                    try await desk.hurry()
                    try await desk.deliver()
                    #expect(try await desk.states() == ["jira sent"])
                    #expect(jira.state.withLock { $0.issues.count } == 1)
                    #expect(try await Self.ticket(desk) == "SEC-1 true")

                    try await desk.turn("resolved", "resolved", telling: "jira")
                    try await desk.deliver()
                    #expect(jira.state.withLock { $0.categories } == ["SEC-1": "done"])
                    #expect(try await Self.ticket(desk) == "SEC-1 false")

                    try await desk.turn("open", "reopened", telling: "jira")
                    try await desk.deliver()
                    #expect(jira.state.withLock { $0.categories } == ["SEC-1": "new"])
                    #expect(try await Self.ticket(desk) == "SEC-1 true")
                    #expect(jira.state.withLock { $0.issues.count } == 1)
                    #expect(jira.state.withLock { $0.comments["SEC-1"]?.count } == 2)
                }
            }
        }

        private static func ticket(_ desk: MessageDesk) async throws -> String? {
            let tickets = try await Notices(database: desk.database.owner)
                .tickets(guardrail: MessageDesk.guardrail, account: MessageDesk.account)
            #expect(tickets.count == 1)
            return tickets.first.map {
                "\($0["reference"]?.string ?? "-") \($0["is_open"]?.text ?? "-")"
            }
        }

        private static let record = """
            found = client("securityhub").get_findings()["Findings"]
            print(json.dumps([f["RecordState"] + " " + f["Compliance"]["Status"] for f in found]))
            """

        @Test(.enabled(if: StandIn.python != nil))
        func aRecordOfSecurityHubFollowsItsFindingAndIsRenewed() async throws {
            try await StandIn.with { standIn in
                try await standIn.plant("client('securityhub').enable_security_hub()")
                let client = Client(endpoints: Endpoints(environment: standIn.environment))
                let caller = try Caller(environment: standIn.environment, client: client) { _ in
                    nil
                }
                try await MessageDesk.with(
                    channels: ["hub: { type: security-hub, account: hub }"],
                    lastResort: "hub",
                    sessions: Sessions(client: client, caller: caller)
                ) { desk in
                    for (status, event, record) in [
                        ("open", "opened", "ACTIVE FAILED"),
                        ("resolved", "resolved", "ARCHIVED PASSED"),
                        ("open", "reopened", "ACTIVE FAILED"),
                    ] {
                        try await desk.turn(status, event, telling: "hub")
                        try await desk.deliver()
                        let found = try JSON.parse(try await standIn.plant(Self.record))
                        #expect(found == [.string(record)], "\(event)")
                    }
                    try await Self.expectRenewal(desk, standIn)
                    try await Self.expectReading(desk, standIn)
                }
            }
        }

        /// Somebody sets a workflow there.
        private static let suppressed = """
            hub = client("securityhub")
            for found in hub.get_findings()["Findings"]:
                hub.batch_update_findings(Workflow={"Status": "SUPPRESSED"}, FindingIdentifiers=[
                    {"Id": found["Id"], "ProductArn": found["ProductArn"]}])
            """

        /// A day later what they set is read, and nothing is sent.
        private static func expectReading(
            _ desk: MessageDesk,
            _ standIn: StandIn
        ) async throws {
            let imports = StandIn.Calls(operation: "BatchImportFindings")
            let before = try await standIn.calls(imports).count
            try await standIn.plant(suppressed.replacing("SUPPRESSED", with: "NOTIFIED"))
            _ = try await desk.database.owner.query(
                "update parapet.kept_finding set read = now() - interval '25 hours'"
            )
            let telling = Telling(database: desk.database.owner)
            #expect(try await telling.renew(limit: 10, token: desk.token) == 1)
            try await desk.deliver()
            let kept = "select status || ' ' || workflow from report.kept_findings"
            #expect(
                try await desk.database.owner.query(kept).compactMap { $0[0].string }
                    == ["open NOTIFIED"]
            )
            #expect(try await standIn.calls(imports).count == before)
        }

        /// Nothing happened to it, and it is sent again; what people set there is read, and excuses nothing.
        private static func expectRenewal(
            _ desk: MessageDesk,
            _ standIn: StandIn
        ) async throws {
            let imports = StandIn.Calls(operation: "BatchImportFindings")
            let before = try await standIn.calls(imports).count
            _ = try await desk.database.owner.query(
                "update parapet.kept_finding set sent = now() - interval '81 days'"
            )
            try await standIn.plant(suppressed)
            let telling = Telling(database: desk.database.owner)
            #expect(try await telling.renew(limit: 10, token: desk.token) == 1)
            try await desk.deliver()
            let kept = "select status || ' ' || workflow from report.kept_findings"
            #expect(
                try await desk.database.owner.query(kept).compactMap { $0[0].string }
                    == ["open SUPPRESSED"]
            )
            #expect(try await standIn.calls(imports).count == before + 1)
            #expect(try await telling.renew(limit: 10, token: desk.token) == 0)
            #expect(try await desk.states() == Array(repeating: "hub sent", count: 4))
        }
    }
}
