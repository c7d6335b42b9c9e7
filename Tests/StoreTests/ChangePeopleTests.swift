import Document
import Guardrails
import Platform
import Records
import Store
import Testing

extension DatabaseTests {
    /// Who may decide on a change, ask for one, stop them all; and when not any more.
    @Suite struct ChangePeopleTests {
        private static let decisions: [@Sendable (Changes, String) async throws -> Void] = [
            { try await $0.approve($1, reason: nil) }, { try await $0.reject($1, reason: "no") },
        ]

        @Test(arguments: [0, 1])
        func aMemberDecidesWhoDidNotAskForIt(decision: Int) async throws {
            let decide = Self.decisions[decision]
            try await Deciding.with { people in
                try await people.change("c-1")
                let stranger = await refusal { try await decide(people.asking, "c-1") }
                #expect(stranger?.code == "PAR-EXC-02", "\(String(describing: stranger))")
                try await people.change("c-2", by: people.decider.name)
                let oneself = await refusal { try await decide(people.deciding, "c-2") }
                #expect(oneself?.code == "PAR-EXC-02")
                try await people.change("c-3", approvers: [])
                let nobody = await refusal { try await decide(people.deciding, "c-3") }
                #expect(nobody?.code == "PAR-EXC-02")
                for id in ["c-1", "c-2", "c-3"] {
                    #expect(try await people.state(id) == "awaiting approval")
                }
                try await decide(people.deciding, "c-1")
                #expect(try await people.state("c-1") == ["approved", "refused"][decision])
                let twice = await refusal { try await decide(people.deciding, "c-1") }
                #expect(twice?.code == "PAR-CHG-02")
                let row = try #require(try await people.deciding.list(ids: ["c-1"]).first)
                let change = try ChangeRecord(report: row)
                #expect(change.decided?.by == people.decider.name)
                let history = try await people.deciding.history(of: "c-1", limit: 5)
                #expect(history.map { $0["actor"]?.string } == [people.decider.name])
            }
        }

        /// Somebody may read and decide without being an operator.
        @Test func aReaderInTheGroupDecides() async throws {
            try await Deciding.with { people in
                try await people.change("c-1")
                let reader = try await people.stage.login(
                    "rea",
                    in: "parapet_reader",
                    people.group
                )
                try await Changes(database: reader.database).approve("c-1", reason: "fine")
                #expect(try await people.state("c-1") == "approved")
            }
        }

        @Test func whatIsInNoStateForItIsLeftAlone() async throws {
            try await Deciding.with { people in
                let states = ChangeState.allCases.filter { $0 != .planned }
                for (number, state) in states.enumerated() {
                    try await people.change("c-\(number)", state)
                }
                for (number, state) in states.enumerated() where state != .awaitingApproval {
                    let id = "c-\(number)"
                    for decide in Self.decisions {
                        let late = await refusal { try await decide(people.deciding, id) }
                        #expect(late?.code == "PAR-CHG-02", "\(state)")
                    }
                    if state != .done {
                        let undo = await refusal {
                            _ = try await people.asking.ask(.undo, id, reason: nil)
                        }
                        #expect(undo?.code == "PAR-CHG-02", "\(state)")
                    }
                    if ![.failed, .conflict, .lapsed].contains(state) {
                        let retry = await refusal {
                            _ = try await people.asking.ask(.retry, id, reason: nil)
                        }
                        #expect(retry?.code == "PAR-CHG-02", "\(state)")
                    }
                    #expect(try await people.state(id) == state.rawValue)
                }
                try await people.change("c-late", expires: -1)
                for decide in Self.decisions {
                    let lapsed = await refusal { try await decide(people.deciding, "c-late") }
                    #expect(lapsed?.code == "PAR-CHG-02")
                    #expect(lapsed?.hint == "parapet changes retry c-late")
                }
                try await people.change("c-undone", .done, undoneBy: "c-late")
                let again = await refusal {
                    _ = try await people.asking.ask(.undo, "c-undone", reason: nil)
                }
                #expect(again?.code == "PAR-CHG-02")
                #expect(try await people.stage.count("parapet.job") == 0)
            }
        }

        @Test func whatNobodyKnowsIsSaid() async throws {
            try await Deciding.with { people in
                let calls: [@Sendable (Changes) async throws -> Void] = [
                    { try await $0.approve("c-9", reason: nil) },
                    { try await $0.reject("c-9", reason: "no") },
                    { _ = try await $0.ask(.propose, "c-9", reason: nil) },
                    { _ = try await $0.ask(.undo, "c-9", reason: nil) },
                    { _ = try await $0.ask(.retry, "c-9", reason: nil) },
                    { _ = try await $0.stop("shh", reason: nil) },
                    { _ = try await $0.resume("shh") },
                ]
                for (number, call) in calls.enumerated() {
                    let unknown = await refusal { try await call(people.deciding) }
                    #expect(unknown?.code == "PAR-CHG-01", "\(number)")
                }
            }
        }

        @Test func whatIsNotToBeChangedIsNotAskedFor() async throws {
            try await Deciding.with { people in
                let refused = [
                    try await people.finding(1, .excepted),
                    try await people.finding(2, .resolved),
                    try await people.finding(3, isUnverified: true),
                    try await people.finding(4, account: "222222222222"),
                ]
                let asked = { (id: String) in
                    await refusal { _ = try await people.asking.ask(.propose, id, reason: nil) }
                }
                for id in refused {
                    #expect(await asked(id)?.code == "PAR-CHG-02", "\(id)")
                }
                let open = try await people.finding(5)
                for change in [#"{"at_most": "observe"}"#, #"{"acts": false}"#] {
                    _ = try await people.stage.owner.query(
                        "update parapet.guardrail_rule set changes = changes || $1::jsonb",
                        [.text(change)]
                    )
                    #expect(await asked(open)?.code == "PAR-CHG-02", "\(change)")
                    _ = try await people.stage.owner.query(
                        """
                        update parapet.guardrail_rule
                        set changes = changes || '{"at_most": "approve", "acts": true}'
                        """
                    )
                }
                #expect(try await people.stage.count("parapet.job") == 0)
                let job = try await people.asking.ask(.propose, open, reason: "now")
                #expect(try await people.asking.answer(to: job) == nil)
                #expect(try await people.stage.count("parapet.job where kind = 'propose'") == 1)
            }
        }

        @Test func anyOperatorStopsAndWhoApprovesLetsGoOn() async throws {
            try await Deciding.with { people in
                try await people.change("c-1", .proposed)
                try await people.change("c-2", .stopped)
                let reader = try await people.stage.login("rea", in: "parapet_reader")
                let refused = await refusal {
                    _ = try await Changes(database: reader.database).stop(nil, reason: nil)
                }
                #expect(refused?.code == "PAR-DB-08")
                #expect(try await people.asking.stop(nil, reason: "incident") == 1)
                #expect(try await people.deciding.stop(nil, reason: "mine") == 1)
                _ = try await people.asking.stop("ssh", reason: nil)
                let stops = try await people.deciding.stops()
                #expect(stops.map { $0["guardrail"] } == ["", "ssh"])
                // Whoever was first is told of.
                #expect(stops.first?["by"]?.string == people.asker.name)
                #expect(stops.first?["reason"] == "incident")
                let alone = await refusal { _ = try await people.asking.resume(nil) }
                #expect(alone?.code == "PAR-EXC-02")
                // The guardrail's own switch is still pulled.
                #expect(try await people.deciding.resume(nil) == 0)
                #expect(try await people.state("c-2") == "stopped")
                #expect(try await people.deciding.resume("ssh") == 1)
                #expect(try await people.state("c-2") == "proposed")
                #expect(try await people.deciding.stops() == [])
            }
        }
    }
}
