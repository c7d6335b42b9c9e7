import Testing

@testable import Guardrails

struct BigPlanTests {
    private static let catalogue = Catalogue(
        (0..<10).map { number in
            ResourceType(
                "s\(number).box",
                title: "Box",
                service: "s\(number)",
                isGlobal: false,
                listPermissions: ["s:List"],
                fields: [.init("open", .flag, "whether it is open")]
            )
        }
    )

    private func guardrail(_ number: Int) throws -> Guardrail {
        try Guardrail.load(
            yaml: """
                guardrail: g-\(number)
                title: t
                severity: low
                education: e
                resource: s\(number).box
                criteria: resource.open
                tests:
                  - violates: { resource: { open: true } }
                  - passes: { resource: { open: false } }
                """,
            file: "g-\(number).yaml",
            catalogue: Self.catalogue
        )
    }

    /// 1.7 million scopes at once would fill hundreds of megabytes.
    @Test func ofTenThousandAccountsNoScopeIsMadeBeforeItIsAskedFor() throws {
        let accounts = (0..<10_000).map { Account(id: String(100_000_000_000 + $0), name: "a") }
        let regions = (0..<17).map { "r-\($0)" }
        let plan = plan(
            try (0..<10).map { try guardrail($0) },
            estate: Estate(accounts: accounts),
            regions: Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, regions) }),
            narrowing: Narrowing()
        )
        #expect(plan.count == 1_700_000)
        #expect(plan.places.count == 170)
        #expect(!(plan.scopes is [Scope]))
        let first = plan.scopes.prefix(2).map { "\($0.account) \($0.region) \($0.service)" }
        #expect(first == ["100000000000 r-0 s0", "100000000001 r-0 s0"])
    }
}
