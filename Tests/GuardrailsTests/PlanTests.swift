import Document
import Testing

@testable import Guardrails

struct PlanTests {
    private static let catalogue = Catalogue([
        ResourceType(
            "box.lid",
            title: "Lid",
            service: "box",
            isGlobal: false,
            listPermissions: ["box:ListLids"],
            attributes: [.init("colour", permissions: ["box:GetColour"])],
            fields: [
                .init("open", .flag, "whether it is open"),
                .init("colour", .text, from: "colour", "what it looks like"),
            ]
        ),
        ResourceType(
            "store.shelf",
            title: "Shelf",
            service: "store",
            isGlobal: true,
            listPermissions: ["store:ListShelves"],
            fields: [.init("open", .flag, "whether it is open")]
        ),
    ])

    private func guardrail(
        _ name: String,
        _ resource: String,
        _ more: String = ""
    ) throws -> Guardrail {
        // Only a lid has one.
        let colour = resource == "box.lid" ? ", colour: blue" : ""
        return try Guardrail.load(
            yaml: """
                guardrail: \(name)
                title: t
                severity: low
                education: e
                resource: \(resource)
                criteria: resource.open
                \(more)
                tests:
                  - violates:
                      resource: { open: true, region: r-2\(colour) }
                      account: { environment: prod }
                  - passes: { resource: { open: false\(colour) } }
                """,
            file: "\(name).yaml",
            catalogue: Self.catalogue
        )
    }

    private let estate = Estate(accounts: [
        Account(id: "111111111111", name: "a", environment: "prod"),
        Account(id: "222222222222", name: "b", environment: "dev"),
        Account(id: "333333333333", name: "c"),
        Account(id: "444444444444", name: "d", environment: "prod", isSuspended: true),
        Account(id: "555555555555", name: "e", environment: "prod"),
    ])
    /// The last account's role was refused.
    private let regions = [
        "111111111111": ["r-1", "r-2"], "222222222222": ["r-1"], "333333333333": ["r-2"],
        "444444444444": ["r-1"],
    ]

    private func jobs(_ guardrails: [Guardrail], _ narrowing: Narrowing = Narrowing()) -> [String] {
        plan(guardrails, estate: estate, regions: regions, narrowing: narrowing).scopes
            .map { "\($0.account.prefix(1)) \($0.region) \($0.service)" }.sorted()
    }

    @Test func theJobsOfOneAccountLieFarApart() throws {
        let guardrails = [try guardrail("a", "box.lid"), try guardrail("b", "store.shelf")]
        let plan = plan(guardrails, estate: estate, regions: regions, narrowing: Narrowing())
        let places = plan.scopes.map { "\($0.region) \($0.account.prefix(1))" }
        #expect(
            places == [
                "global 1", "global 2", "global 3", "r-1 1", "r-1 2", "r-2 1", "r-2 3",
            ]
        )
        #expect(plan.count == places.count)
    }

    @Test func oneJobForEachScopeHoweverManyGuardrailsAsk() throws {
        let guardrails = [try guardrail("a", "box.lid"), try guardrail("b", "box.lid")]
        #expect(jobs(guardrails) == ["1 r-1 box", "1 r-2 box", "2 r-1 box", "3 r-2 box"])
    }

    @Test func aGlobalServiceIsOneJobForEachAccount() throws {
        #expect(
            jobs([try guardrail("a", "store.shelf")]) == [
                "1 global store", "2 global store", "3 global store",
            ]
        )
    }

    @Test func filtersAndModesLeaveOut() throws {
        #expect(
            jobs([try guardrail("a", "box.lid", "filters: { environments: [prod] }")])
                == ["1 r-1 box", "1 r-2 box"]
        )
        #expect(
            jobs([try guardrail("a", "box.lid", "filters: { regions: [r-2] }")])
                == ["1 r-2 box", "3 r-2 box"]
        )
        #expect(
            jobs([try guardrail("a", "box.lid", "environments: { default: off, prod: observe }")])
                == ["1 r-1 box", "1 r-2 box"]
        )
        #expect(jobs([try guardrail("a", "box.lid", "triggers: [{ event: \"box:Open\" }]")]) == [])
    }

    @Test func narrowingLeavesOut() throws {
        let guardrails = [try guardrail("a", "box.lid"), try guardrail("b", "store.shelf")]
        #expect(
            jobs(guardrails, Narrowing(accounts: ["222222222222"]))
                == ["2 global store", "2 r-1 box"]
        )
        #expect(
            jobs(guardrails, Narrowing(regions: ["r-2"], guardrails: ["a"]))
                == ["1 r-2 box", "3 r-2 box"]
        )
        #expect(
            jobs(guardrails, Narrowing(guardrails: ["b"], environments: ["dev"]))
                == ["2 global store"]
        )
        #expect(jobs(guardrails, Narrowing(guardrails: ["none"])) == [])
    }

    @Test func onlyWhatIsAskedAboutIsRead() throws {
        #expect(try guardrail("a", "box.lid").attributes == [])
        #expect(
            try guardrail("a", "box.lid", "filters: { unless: resource.colour == 'red' }")
                .attributes
                == ["colour"]
        )
    }
}

struct PatternTests {
    @Test(
        arguments: [
            ("*-prod", "shop-prod", true), ("*-prod", "shop-prod-2", false), ("a?c", "abc", true),
            ("a?c", "ac", false), ("*", "", true), ("a*b*c", "aXbYbZc", true), ("a*b", "a", false),
        ]
    )
    func matches(pattern: String, text: String, expected: Bool) {
        #expect(Pattern(pattern).matches(text) == expected)
    }
}
