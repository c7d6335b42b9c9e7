import Guardrails
import Testing

struct ConfigurationTests {
    static let example = """
        organization: { exclude: ["111111111111"] }
        accounts:
          - { id: "022222222222", name: shop-prod, environment: prod, tags: { team: shop }, regions: [us-east-1] }
        roles: { audit: ParapetAudit, remediate: ParapetRemediate, external-id: "0x1", session-name: parapet }
        regions: all
        environments:
          prod: { tags: { environment: prod }, units: [Production], names: ["*-prod"] }
          dev:  { tags: { environment: dev } }
        networks: { known: [203.0.113.0/24, "2001:db8::/32"] }
        partners: ["888877776666"]
        exception-tag: guardrail-exception
        """

    @Test func withoutARoleForChangesThereIsNone() throws {
        let configuration = try Configuration(
            yaml: "organization: {}\nroles: { audit: A }",
            file: "parapet.yaml"
        )
        #expect(configuration.roles.audit == "A" && configuration.roles.remediate == nil)
    }

    @Test func whatIsNamedForForensicsIsHeldToItsForm() throws {
        let head = "organization: {}\nroles: { audit: A, respond: R, external-id: 'a-long-text' }\n"
        let written =
            "forensics: { account: \"999988887777\", region: eu-west-1, image: ami-0a1, role: F }"
        let configuration = try Configuration(yaml: head + written, file: "p")
        #expect(configuration.roles.respond == "R")
        #expect(
            configuration.forensics.texts == [
                "account": "999988887777", "region": "eu-west-1", "image": "ami-0a1", "role": "F",
                "key": "", "subnet": "",
            ]
        )
        let none = try Configuration(yaml: head, file: "p").forensics.texts
        #expect(Set(none.values) == [""])
        for (key, value) in [
            ("account", "12"), ("image", "i-1"), ("subnet", "vpc-1"), ("key", "alias/evidence"),
            ("role", "\"arn:aws:iam::999988887777:role/F\""), ("disk", "d"),
        ] {
            #expect(throws: Problems.self, "\(key)") {
                try Configuration(yaml: head + "forensics: { \(key): \(value) }", file: "p")
            }
        }
    }

    @Test func readsThePromisedShape() throws {
        let configuration = try Configuration(yaml: Self.example, file: "parapet.yaml")
        #expect(configuration.organization?.excluded == ["111111111111"])
        #expect(configuration.accounts.first?.id == "022222222222")
        #expect(configuration.accounts.first?.regions?.map(\.name) == ["us-east-1"])
        #expect(configuration.roles.externalID == "0x1")
        #expect(configuration.roles.remediate == "ParapetRemediate")
        #expect(configuration.regions == .all)
        #expect(configuration.environments.map(\.name) == ["prod", "dev"])
        #expect(configuration.knownNetworks == ["203.0.113.0/24", "2001:db8::/32"])
        #expect(configuration.partners == ["888877776666"])
    }

    @Test func keepsAnUnquotedAccountIDAsText() throws {
        let configuration = try Configuration(
            yaml: "accounts: [{ id: 012345670123 }]",
            file: "p.yaml"
        )
        #expect(configuration.accounts.first?.id == "012345670123")
    }

    @Test(arguments: [
        (
            "role: {}\norganization: {}",
            "p.yaml:1:1: PAR-CFG-02 unknown key 'role'; expected "
                + "organization, accounts, roles, regions, environments, unclassified, networks, "
                + "partners, exception-tag, baselines, queue, inventory, retention, events, "
                + "forensics, providers, changes, owners, windows, iac-tags, guardrails, signing, "
                + "channels, digest, quiet | hint: did you mean 'roles'?"
        ),
        (
            "regions: all",
            "p.yaml:1:1: PAR-CFG-04 neither 'organization' nor 'accounts' is given"
                + " | hint: write 'organization: {}' to discover all accounts"
        ),
        (
            "accounts:\n  - { id: 123 }",
            "p.yaml:2:11: PAR-CFG-05 '123' is not an account id: "
                + "12 digits, in quotes"
        ),
        ("accounts: 7", "p.yaml:1:11: PAR-CFG-03 expected a list, found '7'"),
        (
            "organization: {}\nnetworks: { known: [10.0.0.0/33] }",
            "p.yaml:2:21: PAR-CFG-05 "
                + "'10.0.0.0/33' is not a network in CIDR notation, such as 203.0.113.0/24"
        ),
        (
            "organization: {}\nregions: some",
            "p.yaml:2:10: PAR-CFG-03 expected 'all' or a list of "
                + "regions, found 'some'"
        ),
        ("organization: [", "p.yaml:2:1: PAR-CFG-01 not YAML: did not find expected node content"),
        (
            "accounts: [{ id: '111111111111', environment: prd }]\nenvironments: { prod: {} }",
            "p.yaml:1:12: PAR-CFG-05 environment 'prd' is not declared"
                + " | hint: did you mean 'prod'?"
        ),
    ])
    func refuses(yaml: String, problem: String) throws {
        let problems = try #require(throws: Problems.self) {
            try Configuration(yaml: yaml, file: "p.yaml")
        }
        #expect(Problems(problems.errors).description == problem)
    }

    @Test func putsAccountsIntoEnvironments() throws {
        let configuration = try Configuration(yaml: Self.example, file: "parapet.yaml")
        let estate = try configuration.estate(discovered: [
            Account(id: "111111111111", name: "left-out"),
            Account(id: "022222222222", name: "by-aws", tags: ["owner": "eva"]),
            Account(id: "333333333333", name: "x", unit: "Workloads/Production"),
            Account(id: "444444444444", name: "y", tags: ["environment": "dev"]),
            Account(id: "555555555555", name: "z", unit: "Sandbox"),
        ])
        #expect(estate.accounts.map(\.environment) == ["prod", "prod", "dev", nil])
        #expect(estate.accounts[0].name == "shop-prod")
        #expect(estate.accounts[0].tags == ["owner": "eva", "team": "shop"])
    }

    @Test func refusesAnAccountInTwoEnvironments() throws {
        let configuration = try Configuration(yaml: Self.example, file: "parapet.yaml")
        #expect(throws: Problems.self) {
            try configuration.estate(discovered: [
                Account(id: "333333333333", name: "x-prod", tags: ["environment": "dev"])
            ])
        }
    }
}
