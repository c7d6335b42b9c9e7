import AWS
import Document
import Guardrails
import Testing

@testable import Cluster
@testable import Store

@Suite struct EstateKnowledgeTests {
    static func book(
        _ configuration: String = "organization: {}\nenvironments: { prod: { names: [\"*\"] } }"
    ) throws -> RuleBook {
        let texts = RuleTexts(
            configuration: RuleTexts.File(file: "parapet.yaml", text: configuration),
            guardrails: []
        )
        return try RuleBook(texts, hash: "h", catalogue: .aws)
    }

    static func time(_ seconds: Int64, _ nanoseconds: Int32 = 0) throws -> Timestamp {
        try #require(Timestamp(seconds: 1_000_000 + seconds, nanoseconds: nanoseconds))
    }

    /// One that failed began, where nothing else is said, when it ended.
    static func reading(
        complete: Timestamp? = nil,
        began: Timestamp? = nil,
        ended: Timestamp? = nil,
        error: String? = nil,
        asked: Timestamp = .epoch
    ) -> Estates.Reading {
        Estates.Reading(
            complete: complete,
            began: began ?? (error == nil ? complete : ended),
            ended: ended,
            error: error,
            asked: asked
        )
    }

    private let asked = 100 as Int64
    private let byTag = "organization: {}\nenvironments: { prod: { tags: { env: prod } } }"

    private func sweep(
        refresh: Bool = false,
        accounts: [String] = []
    ) throws -> SweepLeading.Active {
        SweepLeading.Active(
            id: "s-1",
            state: .requested,
            narrowing: Narrowing(accounts: accounts),
            refresh: refresh,
            requested: try Self.time(asked),
            rules: nil,
            estate: nil
        )
    }

    private func remembered(
        _ id: String,
        role: RoleState? = .assumed,
        discovered: Int64 = 90,
        tagged: Int64? = nil,
        tagsRefused: Int64? = nil,
        settings: String? = nil,
        isSuspended: Bool = false
    ) throws -> Estates.Remembered {
        Estates.Remembered(
            account: Account(id: id, name: "n-\(id)", isSuspended: isSuspended),
            listed: try Self.time(50),
            tagged: try tagged.map { try Self.time($0) },
            tagsRefused: try tagsRefused.map { try Self.time($0) },
            role: role,
            discovered: try Self.time(discovered),
            settings: try settings ?? Self.book().configuration.discoverySettings(of: id),
            regions: ["us-east-1"]
        )
    }

    private func answer(
        _ reading: Estates.Reading,
        _ remembered: [Estates.Remembered] = [],
        book: RuleBook? = nil,
        now: Int64 = 100,
        _ sweep: SweepLeading.Active? = nil
    ) throws -> String {
        let knowledge = EstateKnowledge(
            reading: reading,
            remembered: remembered,
            book: try book ?? Self.book(),
            rememberSeconds: 3600,
            now: try Self.time(now)
        )
        switch knowledge.answer(for: try sweep ?? self.sweep()) {
        case .known(let known):
            return "\(known.estate.accounts.map(\.id)) since \(known.since?.seconds ?? 0) "
                + "asks \(known.discover)"
        case .notYet: return "not yet"
        case .never(let reason): return reason
        }
    }

    @Test func withoutAnOrganizationWhatTheFileListsIsKnown() throws {
        let book = try Self.book(
            "accounts: [{ id: \"111111111111\", environment: prod }]\n"
                + "environments: { prod: { names: [x] } }"
        )
        // Another configuration had an organization.
        #expect(
            try answer(Self.reading(), [try remembered("222222222222")], book: book)
                == "[\"111111111111\"] since 0 asks [\"111111111111\"]"
        )
    }

    @Test func theFirstReadingIsWaitedForAndItsFailureIsTold() throws {
        #expect(try answer(Self.reading()) == "not yet")
        // Who asks after a failure waits for the next try.
        let before = Self.reading(ended: try Self.time(99), error: "denied")
        #expect(try answer(before) == "not yet")
        let meanwhile = Self.reading(
            began: try Self.time(99),
            ended: try Self.time(101),
            error: "denied"
        )
        #expect(try answer(meanwhile) == "not yet")
        let after = Self.reading(ended: try Self.time(101), error: "denied")
        #expect(try answer(after) == "denied")
    }

    @Test func aLaterReadingThatFailsLeavesWhatWasKnown() throws {
        let reading = Self.reading(
            complete: try Self.time(10),
            ended: try Self.time(101),
            error: "denied"
        )
        #expect(
            try answer(reading, [try remembered("1")]) == "[\"1\"] since 1000010 asks []"
        )
    }

    @Test func aRefreshWaitsForAReadingThatBeganAfterIt() throws {
        let refresh = try sweep(refresh: true)
        let known = [try remembered("1")]
        let earlier = Self.reading(complete: try Self.time(99), ended: try Self.time(99))
        #expect(try answer(earlier, known, refresh) == "not yet")
        let later = Self.reading(complete: try Self.time(100, 1), ended: try Self.time(103))
        #expect(try answer(later, known, refresh) == "[\"1\"] since 1000100 asks [\"1\"]")
        let denied = Self.reading(
            complete: try Self.time(99),
            ended: try Self.time(103),
            error: "denied"
        )
        #expect(try answer(denied, known, refresh) == "denied")
    }

    @Test func rolesAreRememberedForAWhileAndUnderTheSameSettings() throws {
        let reading = Self.reading(complete: try Self.time(10), ended: try Self.time(10))
        let accounts = [
            try remembered("1"), try remembered("2", role: .refused),
            try remembered("3", role: .failed), try remembered("4", role: nil),
            try remembered("5", settings: "others"), try remembered("6", isSuspended: true),
        ]
        func asks(now: Int64) throws -> String {
            String(try answer(reading, accounts, now: now).split(separator: "asks ")[1])
        }
        #expect(try asks(now: 90 + 3599) == #"["2", "3", "4", "5"]"#)
        #expect(try asks(now: 90 + 3600) == #"["1", "2", "3", "4", "5"]"#)
    }

    @Test func onlyAccountsThatTheSweepLooksAtAreAsked() throws {
        let reading = Self.reading(complete: try Self.time(10), ended: try Self.time(10))
        let accounts = [try remembered("1", role: nil), try remembered("2", role: nil)]
        #expect(
            try answer(reading, accounts, try sweep(accounts: ["2"]))
                == #"["1", "2"] since 1000010 asks ["2"]"#
        )
        #expect(
            try answer(reading, accounts, try sweep(accounts: ["3"])).hasPrefix("PAR-SWP-01 ")
        )
    }

    @Test func tagsAreWaitedForWhereAnythingLooksAtThem() throws {
        let book = try Self.book(byTag)
        let reading = Self.reading(complete: try Self.time(10), ended: try Self.time(10))
        let untagged = [
            try remembered("1", tagged: 20), try remembered("2"),
        ]
        #expect(try answer(reading, untagged) != "not yet")
        #expect(try answer(reading, untagged, book: book) == "not yet")
        // A closed account has no say.
        let closed = [
            try remembered("1", tagged: 20), try remembered("2", isSuspended: true),
        ]
        #expect(try answer(reading, closed, book: book).hasPrefix("[\"1\", \"2\"]"))
        // Where they are refused, that account alone is not known by them.
        let refused = [
            try remembered("1", tagged: 20), try remembered("2", tagsRefused: 21),
        ]
        #expect(try answer(reading, refused, book: book).hasPrefix("[\"1\", \"2\"]"))
        // Tags that are known are good enough, unless somebody asks for new ones.
        let tagged = [try remembered("1", tagged: 20)]
        #expect(try answer(reading, tagged, book: book).hasPrefix("[\"1\"]"))
        let anew = Self.reading(complete: try Self.time(101), ended: try Self.time(102))
        let refresh = try sweep(refresh: true)
        #expect(try answer(anew, tagged, book: book, refresh) == "not yet")
        let retagged = [try remembered("1", tagged: 103)]
        #expect(try answer(anew, retagged, book: book, refresh).hasPrefix("[\"1\"]"))
    }
}
