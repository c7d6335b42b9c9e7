import Document
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// A job that looks at named resources, as an event asks for it.
    struct LookJobTests {
        private static let account = "200000000013"
        private static let region = "us-east-1"

        /// Puts one into the standing batch for events, with what the last sweep judged with, and
        /// waits until it is done.
        private func look(at group: String, _ scene: Scene, _ worker: Program) async throws {
            _ = try await scene.database.owner.query(
                """
                with material as (
                    select rules, estate from parapet.batch
                    where lane = 'sweep' and rules is not null order by id desc limit 1
                ), event as (
                    update parapet.batch b set estate = m.estate from material m
                    where b.lane = 'event' returning b.id, m.rules
                )
                insert into parapet.job (batch, kind, account, gate, rules, payload)
                select id, 'look', $1, $1 || '/' || $3, rules, jsonb_build_object(
                    'region', $2::text, 'service', 'ec2', 'resources', jsonb_build_array(
                        jsonb_build_object('type', 'ec2.security-group', 'region', $2::text,
                            'id', $3::text)
                    )
                ) from event
                """,
                [.text(Self.account), .text(Self.region), .text(group)]
            )
            try await worker.await("the look is done") {
                try await scene.database.count("select count(*) from parapet.job") == 0
            }
            let dead = try await scene.database.count("select count(*) from parapet.job_failure")
            #expect(dead == 0)
        }

        /// Every row but the group's own, and where each lies.
        private func others(than group: String, _ scene: Scene) async throws -> Set<String> {
            var rows: Set<String> = []
            for (table, resource) in [
                ("finding", "resource_id"), ("finding_event", "resource_id"), ("inventory", "id"),
            ] {
                rows.formUnion(
                    try await scene.database.owner.query(
                        """
                        select concat_ws(' ', tableoid::regclass, ctid, xmin, \(resource)) as row
                        from parapet.\(table) where \(resource) <> $1
                        """,
                        [.text(group)]
                    ).compactMap { $0["row"].string }
                )
            }
            rows.formUnion(
                try await scene.database.owner.query(
                    """
                    select concat_ws(' ', account, region, service, sweep, evaluated_at, coverage)
                        as row from parapet.scope
                    """
                ).compactMap { $0["row"].string }
            )
            return rows
        }

        private func status(_ group: String, _ scene: Scene) async throws -> [String] {
            try await scene.database.owner.query(
                """
                select status || ' ' || part || ' ' || coalesce(reason, '') as line
                from report.findings
                where resource_id = $1 and guardrail = 'ssh-open-to-the-world' order by part
                """,
                [.text(group)]
            ).compactMap { $0["line"].string }
        }

        private static let ssh = """
            rule = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                     "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]

            """

        @Test func looksAtItsResourceAndTouchesNothingElse() async throws {
            try await Scene.with { scene in
                let ec2 = "ec2 = client(\"ec2\", \"\(Self.account)\", \"\(Self.region)\")\n"
                try await scene.standIn.plant(
                    ec2 + """
                        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                        for name in ["one", "other"]:
                            ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)
                        """
                )
                _ = try await scene.sweep()
                let names = try await scene.database.owner.query(
                    """
                    select id, name from report.inventory
                    where type = 'ec2.security-group' and name in ('one', 'other') order by name
                    """
                ).compactMap { $0["id"].string }
                try #require(names.count == 2)
                let (one, other) = (names[0], names[1])
                let worker = try scene.start("worker")
                defer { worker.kill() }

                // Both are opened, and one is looked at.
                try await scene.standIn.plant(
                    ec2 + Self.ssh + """
                        for group in ["\(one)", "\(other)"]:
                            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
                        """
                )
                let before = try await others(than: one, scene)
                try await scene.standIn.forgetCalls()
                try await look(at: one, scene, worker)
                #expect(try await status(one, scene) == ["open tcp/22-22/0.0.0.0/0 "])
                #expect(try await status(other, scene).isEmpty)
                #expect(try await scene.calls()["ec2.DescribeSecurityGroups"] == 1)
                let rules = try await scene.database.count(
                    """
                    select jsonb_array_length(document -> 'ingress') from report.inventory
                    where id = '\(one)'
                    """
                )
                #expect(rules == 1)
                #expect(try await others(than: one, scene) == before)

                // It is closed, and looked at.
                try await scene.standIn.plant(
                    ec2 + Self.ssh + """
                        ec2.revoke_security_group_ingress(GroupId="\(one)", IpPermissions=rule)
                        """
                )
                try await look(at: one, scene, worker)
                #expect(try await status(one, scene).first?.hasPrefix("resolved") == true)

                // The other goes, with a finding that stands.
                try await look(at: other, scene, worker)
                #expect(try await status(other, scene).first?.hasPrefix("open") == true)
                try await scene.standIn.plant(
                    ec2 + "ec2.delete_security_group(GroupId=\"\(other)\")\n"
                )
                let untouched = try await others(than: other, scene)
                try await look(at: other, scene, worker)
                #expect(
                    try await status(other, scene) == ["resolved tcp/22-22/0.0.0.0/0 gone"]
                )
                #expect(try await others(than: other, scene) == untouched)
                let gone = try await scene.database.count(
                    "select count(*) from parapet.inventory where id = '\(other)' and gone is null"
                )
                #expect(gone == 0)

                // The next sweep agrees, and has nothing to add.
                let events = try await scene.events()
                _ = try await scene.sweep()
                #expect(try await scene.events() == events)
            }
        }
    }
}
