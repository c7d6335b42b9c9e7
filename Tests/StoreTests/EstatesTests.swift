import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// The accounts as they are remembered between readings of the organization.
    @Suite struct EstatesTests {
        private func accounts(_ ids: String...) -> [Account] {
            ids.map { Account(id: $0, name: "n\($0)", unit: "Root/a") }
        }

        private func remembered(_ stage: Stage) async throws -> [String] {
            try await Estates(database: stage.coordinator)
                .remembered(token: try await stage.lead()).map(\.account.id)
        }

        @Test func whatIsListedAndTaggedStays() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let estates = Estates(database: stage.coordinator)
                let start = Timestamp.now()
                try await estates.list(accounts("1", "2"), token: token)
                try await estates.tag(["1": ["team": "a\0b"]], errors: [:], token: token)
                // Listing again takes no tags away.
                try await estates.list(accounts("1"), token: token)
                let known = try await estates.remembered(token: token)
                #expect(known.map(\.account.id) == ["1", "2"])
                #expect(known.first?.account.tags == ["team": "a\\u0000b"])
                #expect(known.first?.account.unit == "Root/a")
                let listed = known.compactMap(\.listed)
                #expect(listed.count == 2 && listed.allSatisfy { $0.seconds >= start.seconds })
                #expect(known.map { $0.tagged == nil } == [false, true])
                let long = try People.days(1)
                func untagged(
                    before: Timestamp,
                    retry: Timestamp? = nil,
                    limit: Int = 9
                ) async throws -> [String] {
                    try await estates.untagged(
                        before: before,
                        retry: retry ?? start,
                        limit: limit,
                        token: token
                    )
                }
                #expect(try await untagged(before: long) == ["2", "1"])
                #expect(try await untagged(before: long, limit: 1) == ["2"])
                #expect(try await untagged(before: start) == ["2"])
                // One that was refused waits, and is told.
                try await estates.tag([:], errors: ["2": "denied"], token: token)
                #expect(try await untagged(before: long) == ["1"])
                #expect(try await untagged(before: long, retry: long) == ["2", "1"])
                let refused = try await estates.remembered(token: token).map {
                    $0.tagsRefused != nil
                }
                #expect(refused == [false, true])
                let told = try await stage.column(
                    "select account || ' ' || state || ' ' || detail from report.coverage "
                        + "where state <> 'unclassified'"
                )
                #expect(told == ["2 failed denied"])
            }
        }

        @Test func onlyACompleteReadingLetsAccountsLeave() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let estates = Estates(database: stage.coordinator)
                try await estates.list(accounts("1", "2", "3"), token: token)
                let began = try People.days(1)
                #expect(try await estates.unlisted(since: began, token: token) == ["1", "2", "3"])
                try await estates.endReading(
                    began: began,
                    error: "denied",
                    gone: [],
                    token: token
                )
                let failed = try await estates.reading(token: token)
                #expect(failed.complete == nil && failed.error == "denied" && failed.ended != nil)
                #expect(try await remembered(stage) == ["1", "2", "3"])
                try await estates.endReading(
                    began: began,
                    error: nil,
                    gone: ["2"],
                    token: token
                )
                let complete = try await estates.reading(token: token)
                #expect(complete.complete?.seconds == began.seconds && complete.error == nil)
                #expect(try await remembered(stage) == ["1", "3"])
                // One that was listed while it was read has not left.
                try await estates.endReading(
                    began: .epoch,
                    error: nil,
                    gone: ["3"],
                    token: token
                )
                #expect(try await remembered(stage) == ["1", "3"])
            }
        }

        @Test func feedsKnowWhoManagesTheOrganization() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let estates = Estates(database: stage.coordinator)
                let feeds = try await stage.feeds()
                #expect(try await feeds.material().management == nil)
                for (said, known) in [
                    ("100000000001", "100000000001"), ("nobody", "100000000001"),
                    ("100000000002", "100000000002"),
                ] {
                    try await estates.setManagement(said, token: token)
                    #expect(try await feeds.material().management == known)
                }
            }
        }

        @Test func anEstateIsStoredOnceAndReadAsItWas() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let estates = Estates(database: stage.coordinator)
                var estate = Stage.estate(["1", "2"])
                estate.baselines = ["prod": [["role": "Audit"]]]
                estate.excluded = ["7"]
                let first = try await estates.store(estate, token: token)
                #expect(try await estates.store(estate, token: token) == first)
                #expect(try await Estates(database: stage.worker).estate(first) == estate)
                let only = estate
                estate.partners = ["9"]
                let other = try await estates.store(estate, token: token)
                #expect(other != first)
                // One that stands again is the newest: what belongs to no sweep takes that.
                let again = try await estates.store(only, token: token)
                #expect(again > other)
                #expect(try await Estates(database: stage.worker).estate(again) == only)
                #expect(try await Estates(database: stage.worker).estate(first) == only)
                let lane = try await stage.value(
                    "select (parapet.batch_material(id)).estate from parapet.batch where lane = 'change'"
                )
                #expect(lane.int == Int64(again))
                let gone = await refusal { _ = try await estates.estate(4711) }
                #expect(gone?.kind == .wrongState)
            }
        }

        @Test func aRoleThatRefusesKeepsItsRegions() async throws {
            try await Stage.with { stage in
                let scope = Scope(account: "1", region: "global", service: "sts")
                let token = try await stage.lead()
                let estates = Estates(database: stage.coordinator)
                try await estates.list(accounts("1"), token: token)
                let queue = try await stage.queue("w-1")
                for (state, regions) in [
                    (RoleState.assumed, ["us-east-1"]), (.refused, []), (.failed, []),
                ] {
                    try await stage.runs("s-\(state)", [scope], kind: .discover)
                    let job = try #require(try await stage.claim(queue).first)
                    let role = RoleAnswer(state: state, regions: regions, settings: "s-\(state)")
                    _ = try await queue.end(job, .done(Effects(role: role)))
                    let known = try #require(try await estates.remembered(token: token).first)
                    #expect(known.role == state && known.regions == ["us-east-1"])
                    #expect(known.settings == "s-\(state)" && known.discovered != nil)
                }
            }
        }
    }
}
