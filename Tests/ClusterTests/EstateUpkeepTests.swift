import Document
import Testing

@testable import Cluster
@testable import Store

@Suite struct EstateUpkeepTests {
    private func upkeep(
        _ reading: Estates.Reading,
        refresh: Timestamp? = nil,
        waiting: Timestamp? = nil,
        needsTags: Bool = true,
        news: Timestamp? = nil
    ) -> EstateUpkeep {
        EstateUpkeep(
            reading: reading,
            refresh: refresh,
            waiting: waiting ?? refresh,
            news: news,
            everySeconds: 600,
            needsTags: needsTags
        )
    }

    private func time(_ seconds: Int64, _ nanoseconds: Int32 = 0) throws -> Timestamp {
        try EstateKnowledgeTests.time(seconds, nanoseconds)
    }

    private func reading(
        complete: Int64? = nil,
        began: Int64? = nil,
        ended: Int64? = nil,
        error: String? = nil,
        asked: Int64
    ) throws -> Estates.Reading {
        EstateKnowledgeTests.reading(
            complete: try complete.map { try time($0) },
            began: try began.map { try time($0) },
            ended: try ended.map { try time($0) },
            error: error,
            asked: try time(asked)
        )
    }

    @Test func theOrganizationIsReadAtFirstAndThenAfterAWhile() throws {
        #expect(upkeep(try reading(asked: 0)).readsOrganization)
        let known = { asked in try reading(complete: 0, ended: 10, asked: asked) }
        #expect(!upkeep(try known(609)).readsOrganization)
        #expect(upkeep(try known(610)).readsOrganization)
    }

    @Test func whatFailedIsTriedAgainSooner() throws {
        let failed = { asked in
            try reading(complete: 0, ended: 10, error: "denied", asked: asked)
        }
        #expect(!upkeep(try failed(39)).readsOrganization)
        #expect(upkeep(try failed(40)).readsOrganization)
        // And at once where a sweep cannot begin without it, but not again for the same sweep.
        let never = try reading(ended: 10, error: "denied", asked: 12)
        #expect(upkeep(never, waiting: try time(11)).readsOrganization)
        #expect(!upkeep(never, waiting: try time(9)).readsOrganization)
        let known = try reading(complete: 0, ended: 10, error: "denied", asked: 12)
        #expect(!upkeep(known, waiting: try time(11)).readsOrganization)
    }

    /// Also where it was asked for within the second in which the last reading began.
    @Test func aRefreshIsMetOnce() throws {
        let known = try reading(complete: 10, ended: 10, asked: 12)
        #expect(upkeep(known, refresh: try time(10, 1)).readsOrganization)
        #expect(!upkeep(known, refresh: try time(9)).readsOrganization)
        // It failed: the sweep is told.
        let failed = try reading(complete: 0, ended: 11, error: "denied", asked: 12)
        #expect(!upkeep(failed, refresh: try time(10)).readsOrganization)
        // It was asked for while one was under way, which saw the world as it was before.
        let during = try reading(complete: 8, began: 8, ended: 11, asked: 12)
        #expect(upkeep(during, refresh: try time(10)).readsOrganization)
    }

    /// What an event told of an account is met by a reading that began after it, one for all that came
    /// within a few seconds.
    @Test func whatAnEventToldOfAnAccountIsReadSoonAndOnce() throws {
        let known = { asked in try reading(complete: 10, ended: 12, asked: asked) }
        #expect(!upkeep(try known(16), news: try time(11)).readsOrganization)
        #expect(upkeep(try known(17), news: try time(11)).readsOrganization)
        #expect(!upkeep(try known(17), news: try time(9)).readsOrganization)
        let failed = try reading(complete: 0, began: 12, ended: 13, error: "denied", asked: 20)
        #expect(!upkeep(failed, news: try time(11)).readsOrganization)
    }

    @Test func refusedTagsAreAskedForAgainAfterAWhileOrWhenSomebodyWaits() throws {
        let known = try reading(complete: 0, ended: 10, asked: 30_000)
        #expect(upkeep(known).tagsRetry == (try time(30_000 - 600)))
        #expect(upkeep(known, waiting: try time(29_999)).tagsRetry == (try time(29_999)))
        #expect(upkeep(known, waiting: try time(5)).tagsRetry == (try time(30_000 - 600)))
    }

    @Test func tagsAreReadAgainAfterHoursAndWhereSomebodyAsks() throws {
        let now = 30_000 as Int64
        let known = try reading(complete: 0, ended: 10, asked: now)
        #expect(upkeep(known).tagsBefore == (try time(now - 6 * 3600)))
        #expect(upkeep(known, refresh: try time(29_000)).tagsBefore == (try time(29_000)))
        #expect(upkeep(known, refresh: try time(5)).tagsBefore == (try time(now - 6 * 3600)))
    }
}
