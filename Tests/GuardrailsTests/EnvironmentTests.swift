import CEL
import Testing

@testable import Guardrails

/// Which environment an account is in, and what is said of those in none.
@Suite struct EnvironmentTests {
    private static let rules = """
        organization: {}
        environments:
          prod:
            tags: { environment: [prod, live] }
            units: [Workloads/Production, ou-ab12-prod0001]
            names: ["*-prod"]
          dev: { tags: { Environment: dev }, units: [Development] }
        """

    private static func configuration(_ text: String = rules) throws -> Configuration {
        try Configuration(yaml: text, file: "p.yaml")
    }

    private static func account(
        name: String = "x",
        tags: [String: String] = [:],
        unit: String? = nil,
        unitIDs: [String] = []
    ) -> Account {
        Account(id: "111111111111", name: name, tags: tags, unit: unit, unitIDs: unitIDs)
    }

    private static let matching: [(Account, String?)] = [
        (account(tags: ["Environment": "Prod"]), "prod"),
        (account(tags: ["ENVIRONMENT": "LIVE"]), "prod"),
        (account(tags: ["environment": "Dev"]), "dev"),
        (account(name: "Shop-PROD"), "prod"),
        (account(unit: "Workloads/Production"), "prod"),
        (account(unit: "workloads/production"), "prod"),
        (account(unit: "Root/Workloads/Production"), "prod"),
        (account(unit: "Workloads/Production/Shop"), "prod"),
        (account(unit: "Other/Production"), nil),
        (account(unit: "Workloads/Productions"), nil),
        (account(unit: "Sandbox/Development"), "dev"),
        (account(unit: "Development/Ada"), "dev"),
        (account(unit: "Renamed", unitIDs: ["r-ab12", "ou-ab12-prod0001"]), "prod"),
        (account(tags: ["environment": "staging"]), nil),
    ]

    @Test(arguments: matching.indices)
    func anAccountIsWhereItsTagsUnitOrNameSay(index: Int) throws {
        let (account, environment) = Self.matching[index]
        let estate = try Self.configuration().estate(discovered: [account])
        #expect(estate.accounts.map(\.environment) == [environment])
    }

    /// Sweeps leave them out; the organization does not, and what joins them is no stranger's.
    @Test func accountsThatSweepsLeaveOutAreOurs() throws {
        let text =
            "organization: { exclude: ['222222222222', '333333333333'] }\n"
            + "accounts: [{ id: '333333333333' }]"
        let estate = try Self.configuration(text).estate(discovered: [Self.account()])
        #expect(estate.accounts.map(\.id) == ["111111111111", "333333333333"])
        #expect(estate.excluded == ["222222222222"])
        guard case .object(let seen) = EstateValue(estate).value,
            case .value(.list(let ours)) = seen.field("accounts")
        else {
            Issue.record("conditions see no accounts")
            return
        }
        #expect(ours.count == 3 && "\(ours)".contains("222222222222"))
    }

    @Test func aUnitIsWrittenWithTheRootToo() throws {
        for unit in ["Root/Workloads/Production", "/Workloads/Production/", "Production"] {
            let text = "organization: {}\nenvironments: { prod: { units: [\"\(unit)\"] } }"
            let account = Self.account(unit: "Workloads/Production")
            let estate = try Self.configuration(text).estate(discovered: [account])
            #expect(estate.accounts.map(\.environment) == ["prod"], "\(unit)")
        }
    }

    @Test func twoEnvironmentsAreAnErrorUnlessItsOwnEntryDecides() throws {
        let both = Self.account(name: "a-prod", tags: ["environment": "DEV"])
        let problems = try #require(throws: Problems.self) {
            try Self.configuration().estate(discovered: [both])
        }
        #expect(
            problems.description
                == "p.yaml:7:3: PAR-CFG-06 account 111111111111 (a-prod) is matched by the"
                + " environments prod, dev | hint: list it under 'accounts' with its 'environment'"
        )
        let deciding = Self.rules + "\naccounts: [{ id: '111111111111', environment: dev }]"
        let estate = try Self.configuration(deciding).estate(discovered: [both])
        #expect(estate.accounts.map(\.environment) == ["dev"])
    }

    private static func report(_ accounts: [Account]) throws -> EnvironmentReport {
        let configuration = try configuration()
        let estate = try configuration.estate(discovered: accounts)
        return EnvironmentReport(configuration, estate.accounts)
    }

    @Test(arguments: [
        (account(tags: ["environment": "production"]), ["tag value 'production' ~ 'prod' (prod)"]),
        (account(tags: ["environment": "prd"]), ["tag value 'prd' ~ 'prod' (prod)"]),
        (
            account(tags: ["Enviroment": "prod"]),
            ["tag key 'Enviroment' ~ 'environment' (prod)"]
        ),
        (
            account(unit: "Workload/Production"),
            ["unit 'Workload/Production' ~ 'Workloads/Production' (prod)"]
        ),
        (account(unit: "Root/Developmnt"), ["unit 'Root/Developmnt' ~ 'Development' (dev)"]),
        (account(unit: "Sandbox"), []), (account(tags: ["team": "prod"]), []),
    ])
    func whatNearlyMatchesIsNamed(account: Account, misses: [String]) throws {
        let report = try Self.report([account])
        #expect(report.unclassified.map(\.id) == ["111111111111"])
        #expect(report.unclassified.first?.nearMisses.map(\.text) == misses)
        #expect(report.unused == ["prod", "dev"])
    }

    @Test func theReportIsShortAndInOneOrder() throws {
        let accounts = ["333333333333", "222222222222", "111111111111"].map {
            Account(id: $0, name: "n", tags: ["environment": "production"])
        }
        let left = Account(id: "444444444444", name: "gone", isSuspended: true)
        let live = Account(id: "555555555555", name: "n", tags: ["environment": "live"])
        let report = try Self.report(accounts + [left, live])
        #expect(
            report.lines == [
                "3 accounts match no environment; nearly: tag value 'production' ~ 'prod' (prod)"
                    + " in 3 accounts | parapet accounts --unclassified",
                "environment 'dev' matches no account",
            ]
        )
        #expect(report.unclassified.map(\.id) == ["111111111111", "222222222222", "333333333333"])
        #expect(report == (try Self.report([live, left] + accounts.reversed())))
        #expect(
            report.json.text.hasPrefix(
                #"{"unclassified":[{"id":"111111111111","name":"n","near_misses":[{"#
                    + #""environment":"prod","kind":"tag value","found":"production","#
            )
        )
        #expect(try Self.report([live, Self.account(tags: ["environment": "dev"])]).lines == [])
    }

    @Test func unclassifiedAccountsMayBeAllowed() throws {
        #expect(try Self.configuration().unclassified == .report)
        let allowed = try Self.configuration(Self.rules + "\nunclassified: allow")
        #expect(allowed.unclassified == .allow)
    }
}
