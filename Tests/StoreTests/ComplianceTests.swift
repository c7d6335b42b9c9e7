import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// A control passes only where all its guardrails were judged completely everywhere.
    @Suite struct ComplianceTests {
        /// `lid` serves 1 as a whole and 2 partly; it needs an attribute of boxes.
        private func book(more: String = "") throws -> RuleBook {
            try TestRules.book([
                TestRules.guardrail(
                    "lid",
                    resource: "ec2.box",
                    criteria: "resource.colour == 'red'",
                    more: """
                        frameworks: { own: ["1", { control: "2", partly: red alone }] }
                        \(more)
                        """
                )
            ])
        }

        private let listed = Coverage(
            type: "ec2.box",
            attribute: nil,
            permission: "ec2:List",
            complete: 1
        )
        private let lids = Coverage(
            type: "ec2.box",
            attribute: "lid",
            permission: "ec2:GetLid",
            complete: 3
        )

        /// The account lets us in, with one region, and its boxes were read so far.
        private func swept(
            _ stage: Stage,
            _ coverage: [Coverage],
            _ changes: [Guardrails.Change] = [],
            book: RuleBook
        ) async throws {
            try await announce(stage, book)
            try await stage.look(changes, coverage: coverage, book: book)
            for sql in [
                "update parapet.account set role_state = 'assumed', regions = '{us-east-1}'",
                "update parapet.sweep set state = 'done'",
            ] { _ = try await stage.owner.query(sql) }
        }

        private func announce(_ stage: Stage, _ book: RuleBook) async throws {
            let token = try await stage.lead()
            _ = try await stage.rules(book, token: token)
            try await RuleBooks(database: stage.coordinator).announce(book, token: token)
        }

        private func control(_ stage: Stage, _ name: String = "1") async throws -> JSON {
            let rows = try await Reports(database: stage.reader)
                .rows(of: "compliance", limit: 100).rows
            return try #require(rows.first { $0["control"]?.string == name })
        }

        private func verdict(_ stage: Stage, _ name: String = "1") async throws -> String? {
            try await control(stage, name)["verdict"]?.string
        }

        @Test func whatNobodySweptIsUnknown() async throws {
            try await Stage.with { stage in
                try await announce(stage, try book())
                var row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["idle"] == ["lid"])
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status)
                    values ('111111111111', 'n', 'active')
                    """
                )
                row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["idle"] == [])
                #expect(row["unjudged"] == 1 && row["unseen"] == 1 && row["refused"] == 0)
            }
        }

        @Test func whatWasJudgedCompletelyPassesAndPartlyNeverAlone() async throws {
            try await Stage.with { stage in
                try await swept(stage, [listed, lids], book: try book())
                let row = try await control(stage)
                #expect(row["verdict"] == "passes" && row["unjudged"] == 0)
                #expect(row["permissions"] == [] && row["partly"] == [])
                let partly = try await control(stage, "2")
                #expect(partly["verdict"] == "partly" && partly["partly"] == ["red alone"])
            }
        }

        @Test func anAccountThatRefusedIsSaid() async throws {
            try await Stage.with { stage in
                try await swept(stage, [listed, lids], book: try book())
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status, role_state)
                    values ('222222222222', 'm', 'active', 'refused'),
                        ('333333333333', 'gone', 'suspended', 'refused')
                    """
                )
                let row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["unjudged"] == 1)
                #expect(row["refused"] == 1 && row["unseen"] == 0)
                #expect(row["permissions"] == ["sts:AssumeRole"])
                #expect(try await verdict(stage, "2") == "unknown")
            }
        }

        @Test func aReadThatIsMissingIsSaid() async throws {
            try await Stage.with { stage in
                var denied = lids
                denied.gaps = [Gap(reason: .denied, permission: "ec2:GetLid", detail: "no"): 1]
                try await swept(stage, [listed, denied], book: try book())
                let row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["permissions"] == ["ec2:GetLid"])
                #expect(row["unjudged"] == 1 && row["refused"] == 0 && row["unseen"] == 0)
            }
        }

        /// The look before a guardrail wanted it, a region that came later, another's sweep.
        @Test(arguments: [
            "update parapet.scope set coverage = coverage - 1",
            "update parapet.account set regions = '{us-east-1,eu-west-1}'",
            "update parapet.sweep set narrowing = narrowing || '{\"guardrails\":[\"other\"]}'",
            "update parapet.sweep set narrowing = narrowing || '{\"regions\":[\"eu-west-1\"]}'",
            "update parapet.sweep set narrowing = narrowing || '{\"accounts\":[\"2\"]}'",
            "update parapet.sweep set state = 'failed'",
            """
            insert into parapet.job_failure (job, batch, kind, account, gate, payload, failures,
                throttles, drains, error)
            values (1, 1, 'scan', '111111111111', 'g',
                '{"region": "us-east-1", "service": "ec2"}', 1, 0, 0, 'no')
            """,
        ])
        func whatWasNotLookedAtForItIsSaid(change: String) async throws {
            try await Stage.with { stage in
                try await swept(stage, [listed, lids], book: try book())
                #expect(try await verdict(stage) == "passes")
                _ = try await stage.owner.query(change)
                let row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["unseen"] == 1, "\(row.text)")
            }
        }

        @Test func whatIsUnknownOrOpenDoesNotPass() async throws {
            try await Stage.with { stage in
                let book = try book()
                let unknown = finding("a", status: .unknown, guardrail: "lid", type: "ec2.box")
                try await swept(
                    stage,
                    [listed, lids],
                    [Change(.unknown, unknown)],
                    book: book
                )
                let row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["unknown"] == 1)
                let open = finding("b", guardrail: "lid", type: "ec2.box")
                try await swept(stage, [listed, lids], [Change(.opened, open)], book: book)
                #expect(try await verdict(stage) == "fails")
                #expect(try await verdict(stage, "2") == "fails")
            }
        }

        @Test func aPartFailsForItsOwnControlAlone() async throws {
            try await Stage.with { stage in
                let open = finding("b", guardrail: "lid", type: "ec2.box")
                try await swept(
                    stage,
                    [listed, lids],
                    [Change(.opened, open)],
                    book: try book()
                )
                _ = try await stage.owner.query(
                    """
                    update parapet.guardrail_rule set controls = '[
                        {"framework": "own", "control": "1", "partly": null, "part": "tcp/{port}"},
                        {"framework": "own", "control": "3", "partly": null, "part": "t_p/{port}"},
                        {"framework": "own", "control": "4", "partly": null, "part": "udp/22"}
                    ]'
                    """
                )
                #expect(try await verdict(stage) == "fails")
                #expect(try await verdict(stage, "3") == "passes")
                #expect(try await verdict(stage, "4") == "passes")
                let named = try await stage.reader.query(
                    "select frameworks::text from report.findings"
                )
                #expect(
                    named.first?[0].string
                        == #"[{"partly": null, "control": "1", "framework": "own"}]"#
                )
            }
        }

        /// An account that a guardrail leaves out is none of its controls' business; one that
        /// applies nowhere has judged nothing.
        @Test func onlyWhereItAppliesCounts() async throws {
            try await Stage.with { stage in
                let book = try book(more: "environments: { default: off, prod: observe }")
                try await swept(stage, [listed, lids], book: book)
                var row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["idle"] == ["lid"])
                _ = try await stage.owner.query("update parapet.account set environment = 'prod'")
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status, environment)
                    values ('222222222222', 'm', 'active', 'dev'),
                        ('333333333333', 'm', 'active', null)
                    """
                )
                row = try await control(stage)
                #expect(row["verdict"] == "passes" && row["idle"] == [])
            }
        }

        @Test func whatEventsAloneAskForPassesNothing() async throws {
            try await Stage.with { stage in
                try await swept(stage, [listed, lids], book: try book())
                _ = try await stage.owner.query(
                    "update parapet.guardrail_rule set is_swept = false"
                )
                let row = try await control(stage)
                #expect(row["verdict"] == "unknown" && row["idle"] == ["lid"])
            }
        }

        @Test func aGuardrailThatIsGoneServesNothing() async throws {
            try await Stage.with { stage in
                try await swept(stage, [listed, lids], book: try book())
                try await announce(stage, try TestRules.book())
                let rows = try await stage.reader.query("select control from report.compliance")
                #expect(rows.isEmpty)
            }
        }

        /// One part looks at boxes, the other at the group alone.
        private func parts(_ criteria: String = "!resource.open") throws -> RuleBook {
            try TestRules.book([
                RuleTexts.File(
                    file: "parts.yaml",
                    text: """
                        guardrail: parts
                        title: t
                        severity: high
                        education: e
                        resource: ec2.security-group
                        related: { boxes: { resource: ec2.box } }
                        parts:
                          box:
                            text: there is no box
                            frameworks: { own: "1" }
                            criteria: related.boxes.size() == 0
                          label: { text: t, frameworks: { own: "2" }, criteria: "\(criteria)" }
                        frameworks: { own: "3" }
                        tests: []
                        """
                )
            ])
        }

        private let groups = Coverage(
            type: "ec2.security-group",
            attribute: nil,
            permission: "ec2:DescribeSecurityGroups",
            complete: 1
        )

        /// A part whose reads are complete was judged, whatever its neighbours lack.
        @Test func aReadThatOnePartLacksIsItsControlsAlone() async throws {
            try await Stage.with { stage in
                var denied = listed
                denied.complete = 0
                denied.gaps = [Gap(reason: .denied, permission: "ec2:List"): 1]
                try await swept(stage, [groups, denied], book: try parts())
                let box = try await control(stage)
                #expect(box["verdict"] == "unknown" && box["permissions"] == ["ec2:List"])
                #expect(try await verdict(stage, "2") == "passes")
                #expect(try await verdict(stage, "3") == "unknown")
                // What all parts look at.
                try await swept(stage, [listed], book: try parts())
                for name in ["1", "2", "3"] {
                    #expect(try await verdict(stage, name) == "unknown")
                }
            }
        }

        /// A text that was changed has judged nothing until its next sweep.
        @Test func aTextThatChangedIsUnknownUntilItsNextSweep() async throws {
            try await Stage.with { stage in
                try await swept(stage, [groups, listed], book: try parts())
                #expect(try await verdict(stage, "2") == "passes")
                let changed = try parts("resource.label == ''")
                try await announce(stage, changed)
                let row = try await control(stage, "2")
                #expect(row["verdict"] == "unknown" && row["unseen"] == 1)
                try await swept(stage, [groups, listed], book: changed)
                #expect(try await verdict(stage, "2") == "passes")
                // The text before stands again: what it judged still counts, and it is the newest.
                try await announce(stage, try parts())
                #expect(try await verdict(stage, "2") == "passes")
                let newest = try await RuleBooks(database: stage.coordinator).newest()
                #expect(newest == (try parts()).texts)
            }
        }
    }
}
