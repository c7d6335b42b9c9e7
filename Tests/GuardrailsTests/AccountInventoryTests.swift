import Document
import Testing

@testable import Guardrails

/// What joins judge over.
@Suite struct AccountInventoryTests {
    private static let account = Resource(
        name: ResourceName(type: "t.account", account: "1", region: Scope.global, id: "1"),
        document: [:]
    )
    private static let gap = Gap(reason: .denied, permission: "t:ListBoxes")

    private static func box(_ id: String, _ region: String) -> Resource {
        Resource(
            name: ResourceName(type: "t.box", account: "1", region: region, id: id),
            document: ["colour": "blue"]
        )
    }

    private static func listed(_ type: String, gaps: [Gap: Int] = [:]) -> Coverage {
        Coverage(type: type, attribute: nil, permission: "t:List", gaps: gaps)
    }

    private let scope = Scope(account: "1", region: "r-1", service: "t")
    private let known = AccountInventory(
        resources: [box("a", "r-1"), box("b", "r-2")],
        coverage: [
            Scope(account: "1", region: "r-1", service: "t"): [listed("t.box")],
            Scope(account: "1", region: "r-2", service: "t"): [listed("t.box", gaps: [gap: 1])],
        ],
        account: "1",
        regions: ["r-1", "r-2", "r-3"],
        isWhole: true,
        accountResource: account
    )

    private func type(_ name: String) throws -> ResourceType {
        try #require(RelatedTests.catalogue[name])
    }

    @Test func aScopeHasItsOwnResources() throws {
        let collection = known.collection(of: scope, [try type("t.box")])
        #expect(collection.resources.map(\.name.id) == ["a"])
        #expect(collection.listedCompletely("t.box"))
    }

    /// From memory nobody could say what is gone.
    @Test func whatNoScanListedIsNotJudged() throws {
        let elsewhere = Scope(account: "1", region: "r-3", service: "t")
        #expect(known.collection(of: elsewhere, [try type("t.box")]).resources.isEmpty)
        #expect(known.collection(of: scope, [try type("t.shelf")]).resources.isEmpty)
    }

    @Test func theAccountItselfNeedsNoScan() throws {
        let global = Scope(account: "1", region: Scope.global, service: "a")
        let collection = known.collection(of: global, [try type("t.account")])
        #expect(collection.resources == [Self.account])
        #expect(collection.listedCompletely("t.account"))
    }

    @Test func aRegionThatWasNotListedIsAGap() throws {
        let guardrail = try Guardrail.load(
            yaml: RelatedTests.boxes,
            file: "g.yaml",
            catalogue: RelatedTests.catalogue
        )
        let inventory = known.inventory(for: [guardrail])
        #expect(
            inventory.gaps["t.box"] == [
                "r-2": Self.gap,
                "r-3": Gap(reason: .notCollected, permission: "t:ListBoxes"),
            ]
        )
    }

    static let missing = """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.account
        related: { boxes: { resource: t.box } }
        parts:
          any: { text: there is no box, criteria: related.boxes.size() == 0 }
          box/{region}: { text: there is no box, criteria: related.boxes.size() == 0 }
        tests:
          - violates: { resource: {}, account: { regions: [r-1] }, related: { boxes: [] } }
          - passes: { resource: {}, account: { regions: [r-1] }, related: { boxes: [{ region: r-1 }] } }
        """

    private func look(
        regions: [String],
        isWhole: Bool,
        boxes: [Resource],
        listed: [String]
    ) throws -> Look {
        let guardrail = try Guardrail.load(
            yaml: Self.missing,
            file: "g.yaml",
            catalogue: RelatedTests.catalogue
        )
        let known = AccountInventory(
            resources: boxes,
            coverage: Dictionary(
                uniqueKeysWithValues: listed.map {
                    (Scope(account: "1", region: $0, service: "t"), [Self.listed("t.box")])
                }
            ),
            account: "1",
            regions: regions,
            isWhole: isWhole,
            accountResource: Self.account
        )
        let account = Account(id: "1", name: "n")
        return Look(
            account: account,
            guardrails: [guardrail],
            regions: regions,
            estate: EstateValue(Estate(accounts: [account])),
            collection: known.collection(
                of: Scope(account: "1", region: Scope.global, service: "a"),
                [try type("t.account")]
            ),
            inventory: known.inventory(for: [guardrail]),
            exceptions: [],
            exceptionTag: "x",
            now: .epoch
        )
    }

    /// `regions: [r-1]`: of all regions nothing is said, of those that are swept all is.
    @Test func regionsThatAreLeftOutAreUnknownAndNamed() throws {
        let look = try look(regions: ["r-1"], isWhole: false, boxes: [], listed: ["r-1"])
        let changes = look.changes(from: [])
        #expect(changes.map(\.finding.identity.part) == ["any", "box/r-1"])
        #expect(changes.map(\.finding.status) == [.unknown, .open])
        let because = changes[0].finding.because.map(\.text)
        #expect(because.contains("t:ListBoxes: regions: leaves out all but r-1"))
        // All regions are swept: what is in none of them is missing.
        let whole = try self.look(regions: ["r-1"], isWhole: true, boxes: [], listed: ["r-1"])
        #expect(whole.changes(from: []).map(\.finding.status) == [.open, .open])
    }

    /// What an earlier sweep saw in regions that are left out since is no answer.
    @Test func whatWasSeenBeforeARegionWasLeftOutIsNoAnswer() throws {
        let look = try look(
            regions: ["r-1"],
            isWhole: false,
            boxes: [Self.box("b", "r-2")],
            listed: ["r-1", "r-2"]
        )
        #expect(look.changes(from: []).map(\.finding.status) == [.unknown, .open])
    }

    /// A first sweep of one region: nobody looked at the others yet.
    @Test func regionsThatNobodyLookedAtYetAreUnknown() throws {
        let look = try look(regions: ["r-1", "r-2"], isWhole: true, boxes: [], listed: ["r-1"])
        let found = look.changes(from: []).map { ($0.finding.identity.part, $0.finding.status) }
        #expect(found.map(\.0) == ["any", "box/r-1", "box/r-2"])
        #expect(found.map(\.1) == [.unknown, .open, .unknown])
    }

    /// The finding of a region that is left out now was not mended.
    @Test func partsThatAreNotAskedForAnyMoreCloseWithTheirReason() throws {
        let before = try look(
            regions: ["r-1", "r-2"],
            isWhole: true,
            boxes: [],
            listed: ["r-1", "r-2"]
        )
        var standing = [Finding]().applying(before.changes(from: []))
        #expect(standing.map(\.identity.part) == ["any", "box/r-1", "box/r-2"])
        standing.append(
            Finding(
                identity: Finding.Identity(
                    guardrail: "g",
                    account: "1",
                    region: Scope.global,
                    type: "t.account",
                    resource: "1",
                    part: "crate"
                ),
                status: .open,
                severity: .low,
                environment: nil
            )
        )
        let after = try look(regions: ["r-1"], isWhole: false, boxes: [], listed: ["r-1"])
        let changes = after.changes(from: standing)
        let closed = changes.filter { $0.finding.status == .resolved }
        #expect(closed.map(\.finding.identity.part) == ["box/r-2", "crate"])
        #expect(closed.map(\.finding.reason) == ["out of scope", "guardrail changed"])
        let rest = changes.filter { $0.finding.status != .resolved }
        #expect(rest.map(\.finding.identity.part) == ["any"])
        #expect(rest.allSatisfy { $0.finding.unverified })
    }
}
