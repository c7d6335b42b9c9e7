import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What changed waits to be followed up, once.
    @Suite struct OutboxTests {
        private func lines(_ stage: Stage) async throws -> [Outbox.Line] {
            try await Outbox(database: stage.coordinator)
                .waiting(limit: 100, token: try await stage.lead())
        }

        private func words(_ lines: [Outbox.Line], of resource: String) -> [String] {
            lines.filter { $0.change.identity.resource == resource }.map { line in
                let change = line.change
                return [
                    change.event.rawValue, change.before?.rawValue ?? "-",
                    change.after?.rawValue ?? "-",
                ].joined(separator: " ")
            }
        }

        @Test func everyChangeLeavesALineWithWhatWas() async throws {
            try await People.with { people in
                let stage = people.stage
                var unverified = finding("sg-1")
                unverified.unverified = true
                let unknown = finding("sg-2", status: .unknown)
                try await stage.look([Change(.opened, finding("sg-1")), Change(.unknown, unknown)])
                try await stage.look([Change(.unverified, unverified), Change(.withdrawn, unknown)])
                let id = try await people.granted()
                _ = try await Exceptions(database: people.granter.database).revoke(id, note: "n")
                try await stage.look([Change(.resolved, finding("sg-1", status: .resolved))])
                try await stage.look([Change(.opened, finding("sg-1"))])
                let lines = try await lines(stage)
                #expect(
                    words(lines, of: "sg-1") == [
                        "opened - open", "unverified open open",
                        "excepted open excepted", "reopened excepted open",
                        "resolved open resolved", "reopened resolved open",
                    ]
                )
                #expect(
                    words(lines, of: "sg-2") == [
                        "unknown - unknown", "withdrawn unknown -",
                    ]
                )
                let book = try await stage.rules(token: try await stage.lead())
                #expect(lines.first?.change.rules == book)
                // No look decided these.
                let decided = lines.filter { $0.change.event == .excepted }
                #expect(decided.map(\.change.rules) == [nil])
                #expect(Set(lines.map(\.change.identity.account)) == [ec2.account])
                let events = try await stage.count("parapet.finding_event")
                #expect(Int(events) == lines.count)
            }
        }

        @Test func linesAreFollowedUpOnceByTheJobsOfTheirLane() async throws {
            try await Stage.with { stage in
                try await stage.look([Change(.opened, finding("sg-1"))])
                let token = try await stage.lead()
                let outbox = Outbox(database: stage.coordinator)
                let lines = try await lines(stage)
                let rules = try #require(lines.first?.change.rules)
                let wanted = WantedJob(
                    lane: "event",
                    kind: "look",
                    account: ec2.account,
                    gate: "look/sg-1",
                    payload: Self.payload,
                    rules: rules
                )
                let nowhere = WantedJob(
                    lane: "sweep",
                    kind: "look",
                    account: ec2.account,
                    gate: "g",
                    payload: [:]
                )
                let refused = await refusal {
                    try await outbox.followUp(lines, by: [wanted, nowhere], token: token)
                }
                #expect(refused?.kind == .outOfBounds)
                #expect(try await self.lines(stage).count == 1)
                #expect(try await stage.count("parapet.job") == 0)

                try await outbox.followUp(lines, by: [wanted], token: token)
                #expect(try await self.lines(stage).isEmpty)
                let twice = await refusal {
                    try await outbox.followUp(lines, by: [wanted], token: token)
                }
                #expect(twice?.kind == .wrongState)
                let lane = try await stage.column(
                    "select lane from parapet.job j join parapet.batch b on b.id = j.batch"
                )
                #expect(lane == ["event"])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                #expect(job.kind == .look && job.rules == rules && job.payload == Self.payload)
                let material = try await Batches(database: stage.worker).material(job.batch)
                #expect(material.sweep == nil && material.rules == nil)
            }
        }

        private static let payload: JSON = [
            "region": "us-east-1", "service": "ec2",
            "resources": [["type": "ec2.security-group", "region": "us-east-1", "id": "sg-1"]],
        ]

        /// A look at named resources touches these alone.
        @Test func aLookAtNamedResourcesIsBoundToThem() async throws {
            try await Stage.with { stage in
                let both = [Change(.opened, finding("sg-1")), Change(.opened, finding("sg-2"))]
                let ledger = Ledger(database: stage.worker)
                let inventories = Inventories(database: stage.worker)
                try await stage.look(both, digest: "all")
                #expect(try await ledger.knows("all", of: ec2))
                let wanted = WantedJob(
                    lane: "event",
                    kind: "look",
                    account: ec2.account,
                    gate: "look/sg-1",
                    payload: Self.payload,
                    rules: try await lines(stage).first?.change.rules
                )
                try await Outbox(database: stage.coordinator).followUp(
                    try await lines(stage),
                    by: [wanted],
                    token: try await stage.lead()
                )
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                func end(_ changes: [Change], _ inventory: InventoryChanges?) async throws -> Ended
                {
                    var effects = try await stage.effects(changes, inventory: inventory)
                    effects.coverage = nil
                    return try await queue.end(job, .done(effects))
                }
                let before = try await stage.versions("parapet.finding where resource_id = 'sg-2'")
                let strangers = [
                    finding("sg-2", status: .resolved),
                    finding("sg-1", guardrail: "big", type: "ec2.box"),
                ]
                for stranger in strangers {
                    let refused = await refusal {
                        _ = try await end([Change(.resolved, stranger)], nil)
                    }
                    #expect(refused?.kind == .outOfBounds)
                }
                for inventory in [
                    draft("x", of: TestRules.box), draft("sg-2", of: TestRules.group),
                ] {
                    let refused = await refusal { _ = try await end([], inventory) }
                    #expect(refused?.kind == .outOfBounds)
                }
                let whole = try await stage.effects([])
                let scan = await refusal { _ = try await queue.end(job, .done(whole)) }
                #expect(scan?.kind == .outOfBounds)

                let fixed = Change(.resolved, finding("sg-1", status: .resolved))
                let done = try await end([fixed], draft("sg-1", of: TestRules.group))
                #expect(done == .committed(changes: 1))
                let after = try await stage.versions("parapet.finding where resource_id = 'sg-2'")
                #expect(before == after && !before.isEmpty)
                #expect(try await inventories.known(ec2).keys.map(\.id) == ["sg-1"])
                // The next scan has something to compare again.
                #expect(try await !ledger.knows("all", of: ec2))
            }
        }

        private func draft(_ id: String, of type: ResourceType) -> InventoryChanges {
            let name = ResourceName(
                type: type.name,
                account: ec2.account,
                region: ec2.region,
                id: id
            )
            return InventoryChanges(
                InventoryDraft(
                    Collection(resources: [Resource(name: name, document: ["open": true])]),
                    types: [type],
                    attributes: [:]
                ),
                known: [:]
            )
        }
    }
}
