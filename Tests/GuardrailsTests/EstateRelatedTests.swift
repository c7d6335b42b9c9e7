import Document
import Testing

@testable import Guardrails

/// Guardrails over what lies in other accounts.
@Suite struct EstateRelatedTests {
    private typealias Cases = EstateCases

    /// A guardrail, what has the name that it asks for, and the type of that.
    private static let kinds = [
        (Cases.bucket, Cases.logs), (Cases.topic, Cases.news), (Cases.desk, Cases.seat),
    ]

    private func estate(
        _ found: [Resource],
        of type: String,
        _ listings: [String: EstateListing],
        missing: [String] = []
    ) throws -> EstateInventory {
        var estate = EstateInventory(accounts: ["1", "2", "3"], resources: found)
        for (account, listing) in listings {
            estate.know(listing, of: Cases.type(type), in: account)
        }
        let place = EstateInventory.Anywhere(
            type: type,
            region: Cases.type(type).isGlobal ? Scope.global : nil
        )
        estate.know(place, of: Cases.type(type), missing: missing)
        return estate
    }

    @Test(arguments: kinds)
    func whatIsInAnotherAccountIsFound(text: String, found: Resource) throws {
        let type = found.name.type
        let estate = try estate([found], of: type, ["2": Cases.listing(type, in: "2")])
        #expect(Cases.judge(try Cases.load(text), estate) == .judged([]))
    }

    @Test(arguments: kinds)
    func whatIsInNoAccountIsAbsent(text: String, found: Resource) throws {
        let type = found.name.type
        let estate = try estate([], of: type, ["2": Cases.listing(type, in: "2")])
        guard case .judged(let parts) = Cases.judge(try Cases.load(text), estate) else {
            Issue.record("it is not known")
            return
        }
        #expect(parts.map(\.isUnknown) == [false])
    }

    /// Whether or not an earlier look found it: it may be gone since, or there since.
    @Test(arguments: kinds, [false, true])
    func anAccountThatIsNotCompleteIsUnknownByName(
        kind: (text: String, found: Resource),
        isThere: Bool
    ) throws {
        let type = kind.found.name.type
        let listing = Cases.listing(type, in: "2", denied: ["r-2", Scope.global])
        let found = isThere ? [kind.found] : []
        let estate = try estate(found, of: type, ["2": listing], missing: ["2"])
        let related = try #require(try Cases.load(kind.text).related.first)
        #expect(
            Cases.judge(try Cases.load(kind.text), estate)
                == .unknown([
                    Because(
                        text: "\(related.type.listPermissions[0]) in account 2: denied",
                        path: "related.\(related.name)"
                    )
                ])
        )
    }

    @Test(arguments: kinds)
    func anAccountThatRefusesIsUnknownWhateverWasSeenBefore(
        text: String,
        found: Resource
    ) throws {
        let type = found.name.type
        let refusal = Gap(reason: .denied, permission: "sts:AssumeRole")
        let estate = try estate(
            [found],
            of: type,
            ["2": Cases.listing(type, in: "2", refusal: refusal)],
            missing: ["2"]
        )
        let outcome = Cases.judge(try Cases.load(text), estate)
        #expect(outcome.text == "sts:AssumeRole in account 2: denied")
    }

    @Test(arguments: [(Cases.topic, "topics"), (Cases.desk, "desks")])
    func outsideTheEstateIsUnknown(text: String, name: String) throws {
        var trail = Cases.trail
        trail.document["topic"] = "arn:p:n:r-2:9:news"
        trail.document["owner"] = "9"
        let estate = EstateInventory(accounts: ["1", "2"], resources: [])
        #expect(
            Cases.judge(try Cases.load(text), of: trail, estate)
                == .unknown([
                    Because(text: "account 9: outside the estate", path: "related.\(name)")
                ])
        )
    }

    /// A name without an account may be in any: found it is known, whatever others are.
    @Test func othersThatAreNotCompleteMatterOnlyWhereNothingWasFound() throws {
        let guardrail = try Cases.load(Cases.bucket)
        let listing = Cases.listing("s.bucket", in: "2")
        let found = try estate([Cases.logs], of: "s.bucket", ["2": listing], missing: ["1"])
        #expect(Cases.judge(guardrail, found) == .judged([]))
        let missing = try estate([], of: "s.bucket", ["2": listing], missing: ["1", "3"])
        #expect(
            Cases.judge(guardrail, missing).text
                == "s:ListBuckets in account 1 and others: not collected"
        )
    }

    /// One that nobody sweeps has no gap that could be counted.
    @Test func aRegionThatNobodyLookedAtIsUnknown() throws {
        let listing = Cases.listing("n.topic", in: "2", regions: ["r-1"])
        let estate = try estate([Cases.news], of: "n.topic", ["2": listing])
        #expect(
            Cases.judge(try Cases.load(Cases.topic), estate).text
                == "n:ListTopics in account 2: not collected"
        )
        #expect(
            Cases.judge(try Cases.load(Cases.topic), EstateInventory()).text
                == "n:ListTopics in account 2: not collected"
        )
    }

    /// Other regions than the name tells do not count; without a region all do.
    @Test func onlyTheRegionThatTheNameTellsCounts() throws {
        let topics = Cases.listing("n.topic", in: "2", denied: ["r-1"])
        let known = try estate([Cases.news], of: "n.topic", ["2": topics])
        #expect(Cases.judge(try Cases.load(Cases.topic), known) == .judged([]))
        let desks = Cases.listing("d.desk", in: "2", denied: ["r-1"])
        let unknown = try estate([Cases.seat], of: "d.desk", ["2": desks])
        #expect(
            Cases.judge(try Cases.load(Cases.desk), unknown).text
                == "d:ListDesks in account 2: denied"
        )
    }

    /// Regions that the configuration leaves out matter to who names none.
    @Test func whatMayBeInARegionThatIsLeftOutIsUnknown() throws {
        let desks = Cases.listing("d.desk", in: "2", isWhole: false)
        let estate = try estate([Cases.seat], of: "d.desk", ["2": desks])
        #expect(
            Cases.judge(try Cases.load(Cases.desk), estate).text
                == "d:ListDesks in account 2: not collected"
        )
        let named = Cases.desk.replacing(
            "id: resource.desk",
            with: "id: resource.desk, region: resource.topic"
        )
        var trail = Cases.trail
        trail.document["topic"] = "r-2"
        #expect(Cases.judge(try Cases.load(named), of: trail, estate) == .judged([]))
        let topics = Cases.listing("n.topic", in: "2", isWhole: false)
        let told = try self.estate([Cases.news], of: "n.topic", ["2": topics])
        #expect(Cases.judge(try Cases.load(Cases.topic), told) == .judged([]))
    }

    /// It is not in the document, and its own account has read it for nobody.
    @Test(arguments: [true, false])
    func anAttributeThatNobodyReadIsUnknown(isDenied: Bool) throws {
        var logs = Cases.found("s.bucket", "logs", [:])
        if isDenied { logs.unread["lock"] = Gap(reason: .denied, permission: "s:GetLock") }
        let listing = Cases.listing("s.bucket", in: "2", attributes: [])
        let estate = try estate([logs], of: "s.bucket", ["2": listing])
        #expect(
            Cases.judge(try Cases.load(Cases.bucket), estate)
                == .unknown([
                    Because(
                        text: "s:GetLock in account 2: \(isDenied ? "denied" : "not collected")",
                        path: "related.buckets.lock"
                    )
                ])
        )
    }

    @Test func whatIsTooLargeToBeKeptIsThereAndUnknown() throws {
        var estate = EstateInventory(accounts: ["2"], resources: [], omitted: [Cases.logs.name])
        let type = Cases.type("s.bucket")
        #expect(
            estate.anywhere([.init(type: type.name, name: .id("logs"), account: nil, region: nil)])
                .isEmpty
        )
        estate.know(Cases.listing("s.bucket", in: "2"), of: type, in: "2")
        guard case .unknown = Cases.judge(try Cases.load(Cases.bucket), estate) else {
            Issue.record("it is known")
            return
        }
    }

    /// What the resource itself does not tell is asked nowhere, and unknown for its own reason.
    @Test func anOwnFieldThatWasNotReadIsUnknown() throws {
        let guardrail = try Cases.load(Cases.desk)
        var trail = Cases.trail
        trail.unread["target"] = Gap(reason: .denied, permission: "t:GetTarget")
        #expect(guardrail.lookups(of: trail).isEmpty)
        let outcome = Cases.judge(guardrail, of: trail, EstateInventory())
        #expect(outcome.text == "t:GetTarget: denied")
    }

    /// A resource that names nothing is related to nothing, whatever is known.
    @Test(arguments: kinds)
    func whoNamesNothingAsksNothing(text: String, found: Resource) throws {
        let guardrail = try Cases.load(text)
        var trail = Cases.trail
        trail.document = ["topic": "news"]
        #expect(guardrail.lookups(of: trail).isEmpty)
        guard case .judged = Cases.judge(guardrail, of: trail, EstateInventory()) else {
            Issue.record("it is not known")
            return
        }
    }

    @Test func anARNTellsWhereToLook() throws {
        let topic = Cases.type("n.topic")
        let lookup = { (arn: String, type: ResourceType) in EstateLookup(arn: arn, of: type) }
        let arn = "arn:p:n:r-2:2:news:of:today"
        #expect(
            lookup(arn, topic)
                == EstateLookup(type: "n.topic", name: .arn(arn), account: "2", region: "r-2")
        )
        #expect(lookup("arn:p:n:::x", topic)?.account == nil)
        #expect(lookup("arn:p:n:::x", topic)?.region == nil)
        #expect(lookup("arn:p:s:::x", Cases.type("s.bucket"))?.region == Scope.global)
        #expect(lookup("news", topic) == nil && lookup("arn:p:n:r-2:2", topic) == nil)
    }

    /// Other conditions choose among what has the name.
    @Test func allConditionsHaveToHold() throws {
        let text = Cases.bucket.replacing(
            "id: resource.bucket",
            with: "id: resource.bucket, account: resource.owner"
        )
        let guardrail = try Cases.load(text)
        let listings = ["2": Cases.listing("s.bucket", in: "2")]
        let known = try estate([Cases.logs], of: "s.bucket", listings)
        #expect(Cases.judge(guardrail, known) == .judged([]))
        var trail = Cases.trail
        trail.document["owner"] = "1"
        let own = ["1": Cases.listing("s.bucket", in: "1")]
        let other = try estate([Cases.logs], of: "s.bucket", own)
        guard case .judged(let parts) = Cases.judge(guardrail, of: trail, other) else {
            Issue.record("it is not known")
            return
        }
        #expect(parts.count == 1)
    }
}
