import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What scans commit of the resources they saw.
    @Suite struct InventoryTests {
        static let type = TestRules.box

        private func box(_ id: String, size: Int64, colour: String? = nil) -> Resource {
            var document: Object = [
                "aws": ["Id": .string(id)], "size": .int(size), "tags": ["a": "b"],
            ]
            document["colour"] = colour.map { .string($0) }
            let name = ResourceName(
                type: "ec2.box",
                account: ec2.account,
                region: ec2.region,
                id: id
            )
            return Resource(name: name, document: document)
        }

        /// One sweep of one scope that ends with these boxes.
        private func sweep(
            _ stage: Stage,
            _ boxes: [Resource],
            reading attributes: Set<String> = ["lid"],
            gap: Gap? = nil,
            history: [String] = [],
            comparing: Bool = true
        ) async throws -> Int {
            let (sweep, token) = try await stage.runningSweep([ec2])
            let queue = try await stage.queue("w-1")
            let job = try #require(try await stage.claim(queue, limit: 1).first)
            var coverage = Coverage(type: "ec2.box", attribute: nil, permission: "ec2:List")
            if let gap { coverage.gaps[gap] = 1 } else { coverage.complete = 1 }
            let changes = InventoryChanges(
                InventoryDraft(
                    Collection(resources: boxes, coverage: [coverage], reads: 1),
                    types: [Self.type],
                    attributes: ["ec2.box": attributes],
                    history: history
                ),
                known: comparing ? try await Inventories(database: stage.worker).known(ec2) : [:]
            )
            let effects = try await stage.effects([], coverage: [coverage], inventory: changes)
            let end = try await queue.end(job, .done(effects))
            try #require(end == .committed(changes: 0))
            _ = try await stage.leading.finish(sweep, token: token)
            return changes.count
        }

        private func rows(_ stage: Stage) async throws -> [String] {
            let rows = try await stage.reader.query(
                """
                select concat_ws(' ', type, id, region, tags, document ->> 'size',
                    document ->> 'colour', document ->> 'big') as row
                from report.inventory order by id
                """
            )
            return rows.map { $0["row"].string ?? "" }
        }

        @Test func onlyChangedRowsAreWritten() async throws {
            try await Stage.with { stage in
                #expect(try await sweep(stage, [box("b1", size: 3), box("b2", size: 9)]) == 2)
                #expect(
                    try await rows(stage) == [
                        #"ec2.box b1 us-east-1 {"a": "b"} 3 false"#,
                        #"ec2.box b2 us-east-1 {"a": "b"} 9 true"#,
                    ]
                )
                let written =
                    "select string_agg(ctid::text || xmin::text, ' ') as rows from parapet.inventory"
                let before = try await stage.owner.query(written).first?["rows"].string
                #expect(try await sweep(stage, [box("b1", size: 3), box("b2", size: 9)]) == 0)
                #expect(try await stage.owner.query(written).first?["rows"].string == before)
                #expect(try await sweep(stage, [box("b1", size: 4), box("b2", size: 9)]) == 1)
                #expect(try await rows(stage).first == #"ec2.box b1 us-east-1 {"a": "b"} 4 false"#)
            }
        }

        /// The database compares once more: others may have asked for less in between.
        @Test func whatIsSentAgainAsItIsWritesNothing() async throws {
            try await Stage.with { stage in
                let boxes = [box("b1", size: 3), box("b2", size: 9)]
                let kept = ["ec2.box"]
                _ = try await sweep(stage, boxes, history: kept)
                let tables = ["parapet.inventory", "parapet.inventory_event"]
                var before: [String] = []
                for table in tables { before.append(try await stage.versions(table)) }
                #expect(try await sweep(stage, boxes, history: kept, comparing: false) == 2)
                var after: [String] = []
                for table in tables { after.append(try await stage.versions(table)) }
                #expect(before == after && !before.contains(""))
            }
        }

        @Test func whatIsNoLongerListedIsGone() async throws {
            try await Stage.with { stage in
                _ = try await sweep(stage, [box("b1", size: 3), box("b2", size: 9)])
                // A list that was cut short says nothing of what is missing.
                let gap = Gap(reason: .throttled, permission: "ec2:List")
                #expect(try await sweep(stage, [box("b1", size: 3)], gap: gap) == 0)
                #expect(try await rows(stage).count == 2)
                #expect(try await sweep(stage, [box("b1", size: 3)]) == 1)
                #expect(try await rows(stage).count == 1)
                // And back again.
                #expect(try await sweep(stage, [box("b1", size: 3), box("b2", size: 9)]) == 1)
                #expect(try await rows(stage).count == 2)
            }
        }

        @Test func whatASweepDidNotAskForStays() async throws {
            try await Stage.with { stage in
                _ = try await sweep(stage, [box("b1", size: 3, colour: "red")])
                #expect(try await sweep(stage, [box("b1", size: 4)], reading: []) == 1)
                #expect(try await rows(stage) == [#"ec2.box b1 us-east-1 {"a": "b"} 4 red false"#])
                // Asked for and not there any more.
                #expect(try await sweep(stage, [box("b1", size: 4)]) == 1)
                #expect(try await rows(stage) == [#"ec2.box b1 us-east-1 {"a": "b"} 4 false"#])
            }
        }

        @Test func thePastIsKeptForTypesThatAskForIt() async throws {
            try await Stage.with { stage in
                let kept = ["ec2.box", "ec2.other"]
                _ = try await sweep(stage, [box("b0", size: 7), box("b1", size: 3)])
                #expect(try await stage.count("report.inventory_history") == 0)
                let stays = box("b0", size: 7)
                let later = [stays, box("b1", size: 4), box("b2", size: 1)]
                _ = try await sweep(stage, later, history: kept)
                _ = try await sweep(stage, [stays, box("b1", size: 4)], history: kept)
                _ = try await sweep(stage, [stays, box("b1", size: 4)], history: kept)
                let rows = try await stage.reader.query(
                    """
                    select concat_ws(' ', resource, event, document ->> 'size') as row
                    from report.inventory_history order by resource, id
                    """
                )
                #expect(
                    rows.map { $0["row"].string } == [
                        "b0 seen 7", "b1 changed 4", "b2 seen 1", "b2 gone 1",
                    ]
                )
            }
        }

        @Test func whatIsReadBackIsWhatWasSeen() async throws {
            try await Stage.with { stage in
                var unread = box("b1", size: 3)
                unread.unread["lid"] = Gap(reason: .denied, permission: "ec2:GetLid", detail: "no")
                _ = try await sweep(stage, [unread])
                let inventories = Inventories(database: stage.worker)
                let contents = try await inventories.contents(of: ec2.account, types: [Self.type])
                let found = contents.resources
                #expect(contents.omitted.isEmpty)
                #expect(found.map(\.unread) == [unread.unread])
                // Facts are judged anew, tags have their own column.
                #expect(found.first?.document["big"] == nil)
                #expect(found.first?.document["size"] == 3)
                #expect(found.first?.document["tags"] == ["a": "b"])
                #expect(
                    try await inventories.regions(of: ec2.account) == ["us-east-1", "eu-west-1"]
                )
            }
        }
    }
}
