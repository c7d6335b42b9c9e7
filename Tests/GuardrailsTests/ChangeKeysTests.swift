import Testing

@testable import Guardrails

/// The keys of parapet.yaml that say how things may be changed.
@Suite struct ChangeKeysTests {
    private static func configuration(_ yaml: String) throws(Problems) -> Configuration {
        try Configuration(
            yaml: """
                organization: {}
                roles: { external-id: long-enough-to-pass }
                environments: { prod: { names: [p] }, dev: { names: [d] } }
                \(yaml)
                """,
            file: "p.yaml"
        )
    }

    @Test func areReadWhole() throws {
        let read = try Self.configuration(
            """
            changes: { at-most: enforce }
            owners: { tags: [owner, team], roles: { "shop-*": shop, "*": everybody } }
            windows: { prod: "Mon-Thu 08:00-16:00 Europe/Zurich", default: "Mon-Sun 00:00-24:00 UTC" }
            iac-tags: { terraform: "managed-by=terraform", pulumi: pulumi-project, odd: "a=b=c" }
            guardrails:
              open-port:
                environments: { prod: approve }
                limits: { changes-per-hour: 3, waves: [2, all] }
                approval: { by: [security, owner], expires: 24h }
                exceptions: { by-tag: true }
                with: { t.mend: { networks: [a], loud: { cel: "true" } } }
            """
        )
        #expect(read.changesAtMost == .enforce && read.owners.tags == ["owner", "team"])
        #expect(read.owners.roles.map(\.role) == ["shop", "everybody"])
        #expect(read.windows["prod"]?.text == "Mon-Thu 08:00-16:00 Europe/Zurich")
        #expect(read.windows.count == 2)
        #expect(read.iacTags["terraform"] == .init(key: "managed-by", value: "terraform"))
        #expect(read.iacTags["pulumi"] == .init(key: "pulumi-project", value: nil))
        #expect(read.iacTags["odd"]?.value == "b=c")
        let override = try #require(read.overrides.first)
        #expect(override.name.name == "open-port" && override.environments == ["prod": .approve])
        #expect(override.limits.changesPerHour == 3 && override.limits.changesPerSweep == nil)
        #expect(override.limits.waves == [.count(2), .all])
        #expect(override.approval.by == [.role("security"), .owner])
        #expect(override.approval.expiresSeconds == 86400 && override.exceptions.byTag == true)
        #expect(override.with.map(\.action.name) == ["t.mend"] && read.warnings == [])
    }

    @Test func whatIsNotSaidIsCareful() throws {
        let read = try Self.configuration("")
        #expect(read.changesAtMost == .approve && read.owners.tags == ["owner"])
        #expect(read.windows.isEmpty && read.iacTags.isEmpty && read.overrides.isEmpty)
    }

    private static let refused = [
        ("changes: { at-most: off }", "4:21: PAR-CFG-05 'off' would judge nothing"),
        ("changes: { at-most: aprove }", "4:21: PAR-CFG-05 'aprove' is none of"),
        ("changes: { most: approve }", "4:12: PAR-CFG-02 unknown key 'most'"),
        ("owners: { tags: [] }", "4:17: PAR-CFG-05 no tag is named"),
        ("owners: { tags: ['aws:x'] }", "4:18: PAR-CFG-05 'aws:x' is not a tag's key"),
        ("owners: { roles: { a: '' } }", "4:23: PAR-CFG-05 '' is not a role of the database"),
        ("owners: { roles: { '': b } }", "4:20: PAR-CFG-05 an empty pattern fits nobody"),
        (
            "windows: { prd: \"Mon 08:00-16:00 UTC\" }",
            "4:12: PAR-CFG-05 environment 'prd' is not declared | hint: did you mean 'prod'?"
        ),
        (
            "windows: { prod: \"Mon 08:00-16:00 CEST\" }",
            "4:18: PAR-CFG-05 there is no time zone 'CEST'"
        ),
        ("iac-tags: { terraform: '=x' }", "4:24: PAR-CFG-05 '=x' is not a tag"),
        ("iac-tags: { terraform: 'x=' }", "4:24: PAR-CFG-05 'x=' is not a tag"),
        (
            "guardrails: { g: { mode: off } }",
            "4:20: PAR-CFG-02 unknown key 'mode'; expected environments, limits, approval,"
                + " exceptions, with"
        ),
        (
            "guardrails: { g: { environments: { prd: off } } }",
            "4:36: PAR-CFG-05 environment 'prd' is not declared | hint: did you mean 'prod'?"
        ),
        ("guardrails: { g: { environments: { prod: on } } }", "4:42: PAR-CFG-05 'on' is none of"),
        (
            "guardrails: { g: { limits: { share-per-sweep: 5 } } }",
            "4:47: PAR-CFG-05 '5' is not a share: a whole percentage from 1% to 100%"
        ),
        (
            "guardrails: { g: { limits: { share-per-sweep: 0% } } }",
            "4:47: PAR-CFG-05 '0%' is not a share"
        ),
        (
            "guardrails: { g: { limits: { changes-per-hour: -1 } } }",
            "4:48: PAR-CFG-05 a limit is not negative"
        ),
        (
            "guardrails: { g: { limits: { waves: [1, 10] } } }",
            "4:37: PAR-CFG-05 waves are counts and, as the last one, 'all'"
        ),
        ("guardrails: { g: { limits: { waves: [] } } }", "4:37: PAR-CFG-05 waves are counts"),
        (
            "guardrails: { g: { limits: { waves: [all, all] } } }",
            "4:37: PAR-CFG-05 waves are counts"
        ),
        (
            "guardrails: { g: { limits: { waves: [0, all] } } }",
            "4:38: PAR-CFG-05 at least 1"
        ),
        (
            "guardrails: { g: { limits: { failures-in-a-row: 0 } } }",
            "4:49: PAR-CFG-05 at least 1"
        ),
        (
            "guardrails: { g: { limits: { writes-per-second: 1.5 } } }",
            "4:49: PAR-CFG-03 expected a whole number"
        ),
        ("guardrails: { g: { approval: { by: [] } } }", "4:36: PAR-CFG-05 nobody is named"),
        (
            "guardrails: { g: { approval: { expires: soon } } }",
            "4:41: PAR-CFG-05 'soon' is not a length of time"
        ),
    ]

    @Test(arguments: refused.indices)
    func whatCannotBeIsSaidWithItsPlace(index: Int) throws {
        let (yaml, problem) = Self.refused[index]
        let problems = try #require(throws: Problems.self) { try Self.configuration(yaml) }
        #expect(problems.all.count == 1 && problems.description.hasPrefix("p.yaml:\(problem)"))
    }

    @Test(arguments: [
        (["owner": "shop-web"], "shop"), (["owner": "eva"], nil), ([:], nil),
        // The first tag decides, also where nobody knows its role.
        (["team": "shop-web"], "shop"), (["owner": "eva", "team": "shop-web"], nil),
        (["Owner": "shop-web"], nil), (["owner": "", "team": "shop-web"], "shop"),
    ])
    func anOwnersRoleIsThatOfTheFirstTag(tags: [String: String], role: String?) throws {
        let yaml = "owners: { tags: [owner, team], roles: { 'shop-*': shop, '*-web': web } }"
        #expect(try Self.configuration(yaml).ownerRole(of: tags) == role)
    }

    @Test func theFirstPatternThatFitsDecides() throws {
        let yaml = "owners: { roles: { '*-web': web, 'shop-*': shop } }"
        #expect(try Self.configuration(yaml).ownerRole(of: ["owner": "shop-web"]) == "web")
    }
}
