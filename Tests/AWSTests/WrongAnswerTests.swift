import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Law 3 at its root, for every listing of the catalogue: whatever is no answer to what was asked
/// closes nothing, and what can be read of the rest is there.
struct WrongAnswerTests {
    private static let types = Collector.all.map(\.type.name)

    @Test(arguments: types)
    func aWrongAnswerIsNeverACompleteList(type: String) async throws {
        let listing = try ListingServer(type)
        defer { listing.stop() }
        let right = await listing.collect()
        try #require(right.listedCompletely(type), "\(right.coverage)")
        try #require(right.resources.count == 1, "\(right.resources.count)")
        #expect(!listing.asked.isEmpty)
        for call in listing.asked {
            for kind in WrongAnswer.allCases {
                // An answer without lists has no items.
                let hasItems = listing.collector.declaration?.isSingle != true
                guard hasItems || !kind.isPartial,
                    let reply = kind.reply(try listing.right(call))
                else { continue }
                await expectGap(listing, call, kind, reply)
            }
        }
    }

    private func expectGap(
        _ listing: ListingServer,
        _ call: String,
        _ kind: WrongAnswer,
        _ reply: WrongAnswer.Reply
    ) async {
        let name = listing.collector.type.name
        var reply = reply
        let place = "\(name) \(call) \(kind): \(reply.body.prefix(300))"
        if kind.saysNothing, let omission = Omission.lists[call], omission.count == nil {
            // AWS's own way to say that there is none; without its number it is anybody's.
            let own = await listing.collect(answering: call, with: reply)
            #expect(own.listedCompletely(name) && own.resources.isEmpty, "\(place)")
            reply.isNumbered = false
        }
        let collection = await listing.collect(answering: call, with: reply)
        #expect(!collection.listedCompletely(name) || collection.waitSeconds != nil, "\(place)")
        if kind.isPartial { #expect(collection.resources.count == 1, "\(place)") }
        if kind == .refusal || kind == .errorInside {
            let reasons = collection.coverage.flatMap(\.gaps.keys).map(\.reason)
            #expect(reasons.contains(.denied), "\(place) \(reasons)")
        }
    }

    /// The same of every attribute: what a guardrail would judge is unknown then.
    @Test(arguments: types)
    func aWrongAnswerIsNeverAnAttribute(type: String) async throws {
        let plain = try ListingServer(type)
        let full = try ListingServer(type, withAttributes: true)
        defer {
            plain.stop()
            full.stop()
        }
        _ = await plain.collect()
        let right = await full.collect()
        #expect(right.coverage.allSatisfy { $0.isComplete }, "\(right.coverage)")
        let calls = full.asked.filter { !plain.asked.contains($0) }
        let listed = Set(full.collector.type.listCalls)
        let hasOwn = full.collector.type.attributes.contains { !listed.isSuperset(of: $0.calls) }
        #expect(calls.isEmpty != hasOwn)
        for call in calls {
            for kind in WrongAnswer.allCases where kind.isWhole {
                let made = try full.right(call)
                // AWS's own way to say that there is nothing.
                let isOwn = kind.saysNothing && (kind == .nothingInIt || !made.isXML)
                guard !isOwn || !Omission.documents.contains(call), let reply = kind.reply(made)
                else { continue }
                let collection = await full.collect(answering: call, with: reply)
                #expect(
                    collection.coverage.contains { $0.attribute != nil && !$0.isComplete },
                    "\(type) \(call) \(kind): \(reply.body.prefix(300))"
                )
            }
        }
    }

    /// A bucket whose region cannot be learnt has no identity.
    @Test func aBucketsRegionFromAPageIsNone() async throws {
        let listing = try ListingServer("s3.bucket")
        defer { listing.stop() }
        var buckets = try listing.right("s3.ListBuckets")
        buckets.document = ["Buckets": [["Name": "b"]]]
        let page = WrongAnswer.Reply(body: "<html>Log in</html>", type: nil)
        let list = WrongAnswer.Reply(body: buckets.body(), type: nil)
        let collection = await listing.collect(
            answering: ["s3.ListBuckets": list, "s3.GetBucketLocation": page]
        )
        #expect(!collection.listedCompletely("s3.bucket"))
        let right = await listing.collect(answering: ["s3.ListBuckets": list])
        #expect(right.listedCompletely("s3.bucket"))
    }

    /// CloudFront leaves the items out and says that there are none; without the number they are
    /// missing.
    @Test func aCountOfZeroIsAnEmptyList() {
        let items = ListedItems(
            "cloudfront",
            "ListDistributions",
            DocumentPath("DistributionList.Items")
        )
        #expect(items.read(["DistributionList": ["Quantity": 0]]).flaw == nil)
        #expect(items.read(["DistributionList": ["Quantity": 1]]).flaw != nil)
        #expect(items.read(["DistributionList": [:]]).flaw != nil)
        #expect(items.read([:]).flaw != nil)
    }

    /// Every row is a list that a model has, with members that its items have.
    @Test(arguments: ListedItems.needed.keys.sorted())
    func whatIsNeededIsThereToBeRead(list: String) throws {
        let parts = list.split(separator: ".").map(String.init)
        let model = try #require(ServiceModel.named(parts[0]))
        let items = model.operations.values.compactMap { operation -> WireShape? in
            let output = operation.output.map { model[$0] }
            guard let member = output?.members.first(where: { $0.name == parts[1] }),
                case .list(let item) = model[member.shape].kind
            else { return nil }
            return model[item.shape]
        }
        let needed = ListedItems.needed[list] ?? []
        #expect(
            items.contains { item in
                needed.allSatisfy { $0.steps == [.member($0.lastName)] && item.has($0.lastName) }
            }
        )
    }

    @Test func anAccountWithoutAnIDIsTold() {
        let accounts = ListedItems(
            "organizations",
            "ListAccountsForParent",
            DocumentPath("Accounts")
        )
        let page = accounts.read(["Accounts": [["Name": "a"], ["Id": ""], ["Id": "1"]]])
        #expect(page.items == [["Id": "1"]] && page.flaw == "an item without Id")
        #expect(accounts.read(["Accounts": []]).flaw == nil)
    }

    @Test func whatMayBeLeftOutIsAnOperationThatThereIs() throws {
        for name in Set(Omission.lists.keys).union(Omission.documents) {
            let parts = name.split(separator: ".").map(String.init)
            let model = try #require(ServiceModel.named(parts[0]), "\(name)")
            #expect(model.operations[parts[1]] != nil, "\(name)")
        }
    }
}

extension DocumentPath {
    fileprivate var lastName: String {
        if case .member(let name)? = steps.last { name } else { "" }
    }
}

extension WireShape {
    fileprivate func has(_ name: String) -> Bool { members.contains { $0.name == name } }
}
