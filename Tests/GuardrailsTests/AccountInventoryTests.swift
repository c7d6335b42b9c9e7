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
}
