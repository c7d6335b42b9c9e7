import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// Exceptions as people use them: by the commands, between sweeps of a stand-in.
    @Suite struct ExceptionTests {
        @Test func askedForGrantedExtendedAndRunOut() async throws {
            try await Scene.with(guardrails: ["s3-public-bucket", "ssh-open-to-the-world"]) {
                scene in
                _ = try await scene.sweep()
                let people = try await scene.people()

                let mistake = try await scene.parapet(
                    "exceptions",
                    "request",
                    "s3-public-bucket",
                    "--until",
                    "30d",
                    "--reason",
                    "r",
                    "--condition",
                    "resource.pubic"
                )
                #expect(mistake.status == 2)
                #expect(mistake.error.contains("PAR-EXC-03"))
                #expect(mistake.error.contains("did you mean 'public'"))

                let asked = try await scene.parapet(
                    "exceptions",
                    "request",
                    "s3-public-bucket",
                    "--account",
                    "200000000013",
                    "--resource",
                    "shop-prod-assets",
                    "--until",
                    "30d",
                    "--reason",
                    "the web site",
                    "--ticket",
                    "SEC-1",
                    environment: people.asker
                )
                #expect(asked.status == 0, "\(asked.error)")
                let id = asked.output.trimmingPrefix("\n").split(separator: "\n").map(String.init)[
                    0
                ]

                let oneself = try await scene.parapet(
                    "exceptions",
                    "grant",
                    id,
                    environment: people.asker
                )
                #expect(oneself.status == 1 && oneself.error.contains("PAR-EXC-02"))
                let granted = try await scene.parapet(
                    "exceptions",
                    "grant",
                    id,
                    environment: people.granter
                )
                #expect(
                    granted.output == "granted; 1 finding stands under it\n",
                    "\(granted.error)"
                )
                #expect(try await status(scene) == "excepted exception \(id)")

                // A sweep sees it as it stands, and writes nothing.
                let events = try await scene.events()
                _ = try await scene.sweep()
                #expect(try await scene.events() == events)
                #expect(try await status(scene) == "excepted exception \(id)")

                let shown = try await scene.parapet("exceptions", "show", id)
                #expect(shown.output.contains("resource shop-prod-assets"))
                let extended = try await scene.parapet(
                    "exceptions",
                    "extend",
                    id,
                    "--until",
                    "60d",
                    environment: people.granter
                )
                #expect(extended.status == 0, "\(extended.error)")
                // Until when it stands is part of how it stands.
                #expect(try await scene.events() == events + 1)
                _ = try await scene.sweep()
                #expect(try await scene.events() == events + 1)

                // Run out: a coordinator reopens it without a sweep.
                _ = try await scene.database.owner.query(
                    "update parapet.exception set until = now() - interval '1 second'"
                )
                let audit = try await scene.parapet("audit", "verify")
                #expect(audit.output.contains(" entries, unbroken, not signed"))
                try await SigningKey.with { key in
                    try scene.configure { $0 + "\nsigning: { key: { file: \(key.file) } }\n" }
                    let coordinator = try scene.start("coordinator")
                    defer { coordinator.kill() }
                    try await coordinator.await("the finding is open again") {
                        try await status(scene).hasPrefix("open")
                    }
                    // At its end it signs what was done since its last turn.
                    #expect(await coordinator.stop() == 0)
                    try await expectSigned(scene, key)
                }
                try await expectReports(scene)
            }
        }

        private func expectSigned(_ scene: Scene, _ key: SigningKey) async throws {
            let verify = ["audit", "verify", "--key"]
            let signed = try await Program.run(
                verify + [key.publicFile],
                environment: scene.environment
            )
            let all = try await scene.database.count("select count(*) from parapet.audit")
            let expected = "\(all) entries, unbroken, signed up to entry \(all);"
            #expect(signed.output.hasPrefix(expected), "\(signed.output)\(signed.error)")
            try await SigningKey.with { other in
                for (file, status, code) in [
                    (other.publicFile, 1, "PAR-AUD-03"), (other.file, 2, "PAR-AUD-04"),
                    ("/not/there", 2, "PAR-AUD-04"),
                ] as [(String, Int32, String)] {
                    let refused = try await Program.run(
                        verify + [file],
                        environment: scene.environment
                    )
                    #expect(refused.status == status && refused.error.contains(code), "\(file)")
                }
            }
        }

        private func expectReports(_ scene: Scene) async throws {
            let list = try await scene.parapet("report")
            #expect(list.output.contains("open_findings"))
            let open = try await scene.parapet("report", "open-findings", "--format", "csv")
            #expect(open.output.hasPrefix("account,account_name,unit,environment,severity,"))
            let compliance = try await scene.parapet("report", "compliance", "--format", "json")
            let controls = try JSON.parse(compliance.output).array ?? []
            // Another version has another control of that number.
            let ssh = controls.first { $0["control"] == "5.3" && $0["framework"] == "cis-5.0" }
            #expect(ssh?["verdict"] == "fails")
            let mistake = try await scene.parapet("report", "complianze")
            #expect(mistake.status == 2 && mistake.error.contains("did you mean 'compliance'?"))
            let dead = try await scene.parapet("jobs", "dead")
            #expect(dead.output == "no dead jobs\n")
        }

        @Test func conditionsAndTagsAreJudgedWithTheResource() async throws {
            try await Scene.with(guardrails: ["ssh-open-to-the-world"]) { scene in
                _ = try await scene.sweep()
                let people = try await scene.people()
                let asked = try await scene.parapet(
                    "exceptions",
                    "request",
                    "ssh-open-to-the-world",
                    "--condition",
                    "resource.group_name == 'bastion' && account.environment == 'prod'",
                    "--until",
                    "30d",
                    "--reason",
                    "the bastion",
                    environment: people.asker
                )
                let id = asked.output.split(separator: "\n").map(String.init)[0]
                let granted = try await scene.parapet(
                    "exceptions",
                    "grant",
                    id,
                    environment: people.granter
                )
                #expect(granted.output.hasPrefix("granted; 0 findings"))
                _ = try await scene.sweep()
                let under = try await scene.findings("--status", "excepted")
                    .filter { $0["reason"]?.string == "exception \(id)" }
                #expect(under.count == 2)
                let revoked = try await scene.parapet(
                    "exceptions",
                    "revoke",
                    id,
                    "--reason",
                    "moved",
                    environment: people.granter
                )
                #expect(revoked.output == "revoked; 2 findings are open again\n")
                _ = try await scene.sweep()
                try await scene.expectWhatWasPlanted(only: "ssh-open-to-the-world")
            }
        }

        private func status(_ scene: Scene) async throws -> String {
            let found = try await scene.findings().first {
                $0["resource"]?["id"] == "shop-prod-assets"
            }
            return "\(found?["status"]?.string ?? "") \(found?["reason"]?.string ?? "")"
        }
    }
}
