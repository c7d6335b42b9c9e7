import Testing

@testable import Guardrails

/// What parapet.yaml may not say, and what it is warned of.
@Suite struct ConfigurationCheckTests {
    private static let catalogue = Catalogue(
        RelatedTests.catalogue.types,
        regions: ["cn-north-1", "eu-west-1", "us-east-1"],
        partitions: ["cn-north-1": "aws-cn", "eu-west-1": "aws", "us-east-1": "aws"]
    )

    /// Everything that is said of a file, whether or not it is refused.
    private static func problems(_ yaml: String) -> [Problem] {
        do throws(Problems) {
            let configuration = try Configuration(yaml: yaml, file: "p.yaml")
            return configuration.problems(in: catalogue) + configuration.warnings
        } catch {
            return error.all
        }
    }

    private static let refused = [
        (
            "regions: [us-est-1]",
            "p.yaml:3:11: PAR-CFG-05 there is no region 'us-est-1' | hint: did you mean 'us-east-1'?"
        ),
        (
            "accounts: [{ id: '111111111111', regions: [mars] }]",
            "p.yaml:3:44: PAR-CFG-05 there is no region 'mars'"
                + " | hint: a region is written as eu-west-1 is"
        ),
        (
            "regions: [eu-west-1, cn-north-1, us-east-1]",
            "p.yaml:3:22: PAR-CFG-05 'cn-north-1' is in the partition aws-cn,"
                + " and 'eu-west-1' in aws | hint: one Parapet looks at one partition:"
                + " give the other a parapet.yaml and a database of its own"
        ),
        (
            "regions: [cn-north-1]\naccounts: [{ id: '111111111111', regions: [us-east-1] }]",
            "p.yaml:3:11: PAR-CFG-05 'cn-north-1' is in the partition aws-cn,"
                + " and 'us-east-1' in aws | hint: one Parapet looks at one partition:"
                + " give the other a parapet.yaml and a database of its own"
        ),
        // The account is what is wrong, and not the environment that its entry names.
        (
            "accounts: [{ id: 1234, environment: prod }]\nenvironments: { prod: {} }",
            "p.yaml:3:18: PAR-CFG-05 '1234' is not an account id: 12 digits, in quotes"
        ),
        (
            "regions: []",
            "p.yaml:3:10: PAR-CFG-05 no region is named"
                + " | hint: write 'all', name some, or leave the key out"
        ),
        (
            "exception-tag: \"\"",
            "p.yaml:3:16: PAR-CFG-05 '' is not a tag's key: 1 to 128 characters, not beginning with"
                + " 'aws:' | hint: leave 'exception-tag' out for guardrail-exception"
        ),
        (
            "environments: { default: { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-05 an environment cannot be called 'default'"
                + " | hint: guardrails write 'default' for all environments that they do not name"
        ),
        (
            "environments: { prod: { names: [x] }, Prod: { names: [y] } }",
            "p.yaml:3:39: PAR-CFG-05 the environments 'prod' and 'Prod' differ in case only"
        ),
        (
            "environments: { None: { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-05 an environment cannot be called 'None'"
                + " | hint: it reads as if the account had no environment"
        ),
        (
            "environments: { unclassified: { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-05 an environment cannot be called 'unclassified'"
                + " | hint: it reads as if the account had no environment"
        ),
        (
            "environments: { 'prod*': { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-05 an environment cannot be called 'prod*'"
                + " | hint: it reads like a pattern or a list: letters, digits and '-'"
        ),
        (
            "environments: { 'prod ': { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-05 an environment cannot be called 'prod '"
                + " | hint: a name has letters, and no space before or behind them"
        ),
        (
            "environments: { prod: { names: [''] } }",
            "p.yaml:3:33: PAR-CFG-05 an account's name is not empty | hint: leave it out"
        ),
        (
            "environments: { prod: { units: [' '] } }",
            "p.yaml:3:33: PAR-CFG-05 a unit is not empty | hint: leave it out"
        ),
        (
            "environments: { prod: { tags: { '': x } } }",
            "p.yaml:3:33: PAR-CFG-05 a tag's key is not empty | hint: leave it out"
        ),
        (
            "networks: { known: [0.0.0.0/0] }",
            "p.yaml:3:21: PAR-CFG-05 '0.0.0.0/0' is the whole internet, of which nothing is known"
                + " | hint: name the networks that are yours or your partners'"
        ),
        (
            "networks: { known: ['::/0'] }",
            "p.yaml:3:21: PAR-CFG-05 '::/0' is the whole internet, of which nothing is known"
                + " | hint: name the networks that are yours or your partners'"
        ),
        (
            "inventory: { history: [t.bix] }",
            "p.yaml:3:24: PAR-CFG-05 there is no resource type 't.bix'"
                + " | hint: did you mean 't.box'?"
        ),
        (
            "chanels: { ops: { type: security-hub } }",
            "p.yaml:3:1: PAR-CFG-02 unknown key 'chanels'; expected organization, accounts, roles,"
                + " regions, environments, unclassified, networks, partners, exception-tag,"
                + " baselines, queue, inventory, retention, events, forensics, providers, changes, owners,"
                + " windows, iac-tags, guardrails, signing, channels, digest, quiet | hint: did you mean 'channels'?"
        ),
    ]

    @Test(arguments: refused.indices)
    func isRefusedWithItsPlace(index: Int) {
        let (yaml, problem) = Self.refused[index]
        let roles = "roles: { external-id: long-enough-to-pass }"
        let found = Self.problems("organization: {}\n\(roles)\n\(yaml)")
        #expect(found.map(\.description) == [problem])
        #expect(found.map(\.severity) == [.error])
    }

    @Test(arguments: [
        (
            "audit: \"arn:aws:iam::111111111111:role/security/Audit\"",
            "'arn:aws:iam::111111111111:role/security/Audit' is an ARN, and a role's name is wanted"
        ),
        (
            "remediate: \"my role\"",
            "'my role' is not a role's name: at most 64 letters, digits and +=,.@_-"
        ),
        (
            "session-name: \"par a pet\"",
            "'par a pet' is not a session's name: 2 to 64 letters, digits and +=,.@_-"
        ),
        (
            "session-name: p",
            "'p' is not a session's name: 2 to 64 letters, digits and +=,.@_-"
        ),
        (
            "external-id: \"wh at ever it is\"",
            "'wh at ever it is' is not an external id: 2 to 1224 letters, digits and +=,.@:/_-"
        ),
    ])
    func namesOfRolesAreHeldToIAM(role: String, message: String) {
        let found = Self.problems("organization: {}\nroles: { \(role) }")
        #expect(found.map(\.message) == [message])
        #expect(found.map(\.severity) == [.error])
        #expect(found.map(\.place.line) == [2])
    }

    @Test func aRoleMayHaveAPath() throws {
        let yaml = "organization: {}\nroles: { audit: security/Audit, external-id: 0123456789ab }"
        #expect(Self.problems(yaml) == [])
        #expect(try Configuration(yaml: yaml, file: "p").roles.audit == "security/Audit")
    }

    private static let trusted = "roles: { external-id: long-enough-to-pass }"

    @Test(arguments: [
        (
            "organization: {}",
            "p.yaml:1:1: PAR-CFG-12 warning: no 'roles': the role ParapetAudit is assumed in every"
                + " account, without an external id"
                + " | hint: write roles: { audit: NAME, external-id: TEXT }"
        ),
        (
            "organization: {}\nroles: { external-id: change-me }",
            "p.yaml:2:23: PAR-CFG-12 warning: the external id is still 'change-me'"
                + " | hint: choose a text that nobody guesses, here and in the roles' trust"
        ),
        (
            "organization: {}\nroles: { external-id: x1 }",
            "p.yaml:2:23: PAR-CFG-12 warning: the external id is short"
                + " | hint: 12 characters or more are hard to guess"
        ),
        (
            "organization: {}\nroles: { audit: A }",
            "p.yaml:2:8: PAR-CFG-12 warning: no 'external-id': who may assume roles for somebody else"
                + " can be led to yours | hint: write external-id: TEXT, here and in the roles' trust"
        ),
        (
            "organization: {}\n\(trusted)\nnetworks: { known: [10.0.0.1/8] }",
            "p.yaml:3:21: PAR-CFG-12 warning: '10.0.0.1/8' names an address inside its network: the"
                + " whole network is known"
                + " | hint: write the network's first address, or /32 for the one address"
        ),
        (
            "organization: {}\n\(trusted)\nnetworks: { known: ['2000::/3'] }",
            "p.yaml:3:21: PAR-CFG-12 warning: '2000::/3' is a large part of the internet"
                + " | hint: name the networks that are yours"
        ),
        (
            "organization: {}\n\(trusted)\nenvironments: { 'pre prod': { names: [x] } }",
            "p.yaml:3:17: PAR-CFG-12 warning: the environment 'pre prod' has a space in its name"
                + " | hint: write '-': else it has to be quoted wherever it is typed"
        ),
        (
            "organization: {}\n\(trusted)\nenvironments: { prod: {} }",
            "p.yaml:3:17: PAR-CFG-12 warning: environment 'prod' matches nothing"
                + " | hint: give it tags, units or names"
        ),
        (
            "accounts: [{ id: '111111111111', name: a-dev }]\n\(trusted)\n"
                + "environments: { prod: { names: ['*-prod'] }, dev: { names: ['*-dev'] } }",
            "p.yaml:3:17: PAR-CFG-12 warning: environment 'prod' matches no account"
        ),
    ])
    func isWarnedOfAndUsed(yaml: String, warning: String) throws {
        let configuration = try Configuration(yaml: yaml, file: "p.yaml")
        #expect(configuration.warnings.map(\.description) == [warning])
        #expect(configuration.problems(in: Self.catalogue) == [])
    }

    @Test func aKeyThatStandsTwiceIsSaidWhereItStands() {
        let found = Self.problems("organization: {}\nroles:\n  audit: A\n  audit: B")
        #expect(found.map(\.description) == ["p.yaml:3:3: PAR-CFG-01 the key 'audit' stands twice"])
    }
}
