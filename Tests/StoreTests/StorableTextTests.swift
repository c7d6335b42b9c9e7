import Document
import Guardrails
import Testing

@testable import Platform
@testable import Store

/// PostgreSQL holds no U+0000: it stands as the six characters of its escape.
@Suite struct StorableTextTests {
    @Test(arguments: [
        ("plain", "plain", false), ("a\0b", #"a\u0000b"#, true), ("\0", #"\u0000"#, true),
        ("\0\0", #"\u0000\u0000"#, true), (#"a\u0000b"#, #"a\u0000b"#, false),
        (#"\"#, #"\"#, false), ("\\\0", #"\\u0000"#, true), (#"\\u0000"#, #"\\u0000"#, false),
        ("\u{1}\"\n", "\u{1}\"\n", false), ("", "", false),
        ("\u{10ffff}\0", "\u{10ffff}\\u0000", true),
    ])
    func aTextStandsAs(written: String, read: String, isEscaped: Bool) throws {
        let text = StorableText([.string(written), ["\(written)": .string(written)]])
        #expect(text.isEscaped == isEscaped)
        let json = try JSON.parse(text.text)
        #expect(json == [.string(read), ["\(read)": .string(read)]])
        #expect(Parameter.text(written).encoded == read)
    }
}

extension DatabaseTests {
    @Suite struct HostileTextTests {
        private let hostile = "a\0\\u0000\\\\u0000\"\u{1}\u{fffe}\u{10ffff}"
        private let stored = "a\\u0000\\u0000\\\\u0000\"\u{1}\u{fffe}\u{10ffff}"

        @Test func itGoesInAndComesBackEscaped() async throws {
            try await Stage.with { stage in
                let rows = try await stage.owner.query(
                    "select $1::text as text, ($2::text[])[1] as listed, $3::jsonb as json",
                    [.text(hostile), .list([hostile]), .json([.string(hostile)])]
                )
                let row = try #require(rows.first)
                #expect(row["text"].string == stored && row["listed"].string == stored)
                #expect(try row.json("json") == [.string(stored)])
                let count = try await stage.owner.transaction {
                    (connection) async throws(Platform.DatabaseError) -> Rows in
                    try await connection.script("create temporary table t (x text)")
                    try await connection.copyIn("copy t from stdin", [[.text(hostile)]])
                    return try await connection.query("select x from t")
                }
                #expect(count.first?[0].string == stored)
            }
        }

        /// Whoever may name things must not keep a look from being committed.
        @Test func aResourceFullOfItIsJudgedAndFlagged() async throws {
            try await Stage.with { stage in
                let id = "box-\(hostile)"
                let name = ResourceName(
                    type: "ec2.box",
                    account: ec2.account,
                    region: ec2.region,
                    id: id,
                    arn: hostile,
                    name: hostile
                )
                let document: Object = [
                    "size": 9, hostile: .string(hostile), "tags": [hostile: .string(hostile)],
                    "aws": ["Policy": [[hostile: .string(hostile)]]],
                ]
                let plain = ResourceName(
                    type: "ec2.box",
                    account: ec2.account,
                    region: ec2.region,
                    id: "plain"
                )
                let inventory = InventoryChanges(
                    InventoryDraft(
                        Collection(resources: [
                            Resource(name: name, document: document),
                            Resource(name: plain, document: ["size": 1]),
                        ]),
                        types: [TestRules.box],
                        attributes: [:]
                    ),
                    known: [:]
                )
                var opened = finding(id, guardrail: "big", type: "ec2.box")
                opened.name = hostile
                opened.because = [Because(text: hostile, path: hostile)]
                try await stage.runs("s", [ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                let gap = Gap(reason: .denied, permission: "ec2:List", detail: hostile)
                let coverage = Coverage(
                    type: "ec2.box",
                    attribute: nil,
                    permission: "ec2:List",
                    gaps: [gap: 1]
                )
                let effects = try await stage.effects(
                    [Change(.opened, opened)],
                    coverage: [coverage],
                    inventory: inventory
                )
                #expect(try await queue.end(job, .done(effects)) == .committed(changes: 1))
                let found = try await stage.column(
                    "select id || ' ' || escaped from parapet.inventory order by escaped"
                )
                #expect(found == ["plain false", "box-\(stored) true"])
                let judged = try await stage.value("select resource_id from parapet.finding")
                #expect(judged.string == "box-\(stored)")
                let other = try await stage.look([Change(.opened, opened)])
                #expect(other == .committed(changes: 0))
            }
        }

        @Test func aDocumentThatIsTooLargeCostsItsOwnRow() async throws {
            try await Stage.with { stage in
                let size = InventoryDraft.maxDocumentBytes
                func box(_ id: String, _ text: String) -> Resource {
                    let name = ResourceName(
                        type: "ec2.box",
                        account: ec2.account,
                        region: ec2.region,
                        id: id
                    )
                    return Resource(name: name, document: ["aws": ["Text": .string(text)]])
                }
                let inventory = InventoryChanges(
                    InventoryDraft(
                        Collection(resources: [
                            box("large", String(repeating: "x", count: size)), box("small", "x"),
                        ]),
                        types: [TestRules.box],
                        attributes: [:]
                    ),
                    known: [:]
                )
                try await stage.runs("s", [ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                let effects = try await stage.effects([], inventory: inventory)
                #expect(try await queue.end(job, .done(effects)) == .committed(changes: 0))
                let contents = try await Inventories(database: stage.worker)
                    .contents(of: ec2.account, types: [TestRules.box])
                #expect(contents.resources.map(\.name.id) == ["small"])
                #expect(contents.omitted.map(\.id) == ["large"])
            }
        }
    }
}
