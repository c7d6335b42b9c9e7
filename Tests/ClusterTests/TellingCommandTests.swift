import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// `parapet notices` and `parapet channels` as people use them.
    @Suite struct TellingCommandTests {
        /// What the webhook answers is what its path says.
        private struct Shell {
            let desk: MessageDesk
            let configuration: String
            let folder: URL

            static func with(_ body: (Shell) async throws -> Void) async throws {
                let server = LoopbackServer { request in
                    let isRefused = request.hasPrefix("POST /refused")
                    return [
                        .send(
                            "HTTP/1.1 \(isRefused ? 410 : 200) X\r\nContent-Length: 0\r\n"
                                + "Connection: close\r\n\r\n"
                        ), .close,
                    ]
                }
                defer { server.stop() }
                let lines = ["ops", "refused"].map {
                    "\($0): { type: webhook, url: \"\(server.url)\($0)\", secret: { env: S }, "
                        + "allow: [127.0.0.1] }"
                }
                let folder = FileManager.default.temporaryDirectory
                    .appending(path: "parapet-telling-\(hex(randomBytes(5)))")
                try FileManager.default.createDirectory(
                    at: folder,
                    withIntermediateDirectories: true
                )
                defer { try? FileManager.default.removeItem(at: folder) }
                try await MessageDesk.with(channels: lines, lastResort: "ops") { desk in
                    let file = folder.appending(path: "parapet.yaml")
                    try desk.yaml.write(to: file, atomically: true, encoding: .utf8)
                    try await body(Shell(desk: desk, configuration: file.path, folder: folder))
                }
            }

            func parapet(
                _ line: String,
                configuration: String? = nil
            ) async throws
                -> Program.Outcome
            {
                try await Program.run(
                    line.split(separator: " ").map(String.init),
                    environment: [
                        "PARAPET_DATABASE_URL": desk.database.url,
                        "PARAPET_CONFIG": configuration ?? self.configuration, "S": "secret",
                        "HOME": folder.path, "AWS_EC2_METADATA_DISABLED": "true",
                        "AWS_ACCESS_KEY_ID": "",
                    ]
                )
            }

            func json(_ line: String) async throws -> JSON {
                let outcome = try await parapet("\(line) --format json")
                #expect(outcome.status == 0, "\(outcome.error)")
                return try JSON.parse(outcome.output)
            }

            func expect(
                _ line: String,
                fails status: Int32,
                _ texts: String...,
                sourceLocation: SourceLocation = #_sourceLocation
            ) async throws {
                let outcome = try await parapet(line)
                #expect(outcome.status == status, "\(line)", sourceLocation: sourceLocation)
                for text in texts {
                    #expect(
                        outcome.error.contains(text),
                        "\(line): \(outcome.error)",
                        sourceLocation: sourceLocation
                    )
                }
            }

            /// The cells of a table, which stand two blanks apart, but for the time.
            func cells(_ line: String) async throws -> [[String]] {
                let outcome = try await parapet(line)
                #expect(outcome.status == 0, "\(outcome.error)")
                return outcome.output.split(separator: "\n").map { row in
                    row.split(separator: "  ").map {
                        $0.trimmingCharacters(in: .whitespaces)
                    }.filter { $0.wholeMatch(of: #/20..-..-..[T ]..:..Z?/#) == nil }
                }
            }
        }

        @Test func noticesAreListedShownAndSentAgain() async throws {
            try await Shell.with { shell in
                let nothing = try await shell.parapet("notices list")
                #expect(nothing.status == 0 && nothing.output == "no notices\n")
                try await shell.desk.turn("open", "opened", telling: "ops")
                try await shell.desk.deliver()
                #expect(
                    try await shell.cells("notices list") == [
                        [
                            "ID", "AT", "WHAT", "GUARDRAIL", "ACCOUNT", "RESOURCE", "FOR",
                            "CHANNEL", "STATE",
                        ],
                        [
                            "1", "opened", MessageDesk.guardrail, MessageDesk.account, "sg-1",
                            "ops", "ops", "sent",
                        ],
                    ]
                )
                let listed = try #require(try await shell.json("notices list").array)
                #expect(
                    listed.map { $0.object?.keys } == [
                        [
                            "id", "at", "kind", "event", "recipient", "subject", "until",
                            "detail", "channel", "address", "state", "message", "unowned",
                        ]
                    ]
                )
                #expect(try await shell.json("notices list --state dead") == [])
                let message = try #require(listed[0]["message"]?.string)
                for id in ["1", message] {
                    let shown = try await shell.parapet("notices show \(id)")
                    #expect(shown.status == 0 && shown.output.contains(message))
                    let sent = try await shell.parapet("notices resend \(id)")
                    #expect(sent.output == "\(message) is sent again through ops\n")
                    try await shell.desk.deliver()
                }
                try await expectMistakes(shell)
                _ = try await shell.desk.database.owner.query(
                    "update parapet.message set state = 'over'"
                )
                for id in ["1", message] {
                    try await shell.expect("notices resend \(id)", fails: 1, "PAR-NOT-34", "over")
                }
            }
        }

        private func expectMistakes(_ shell: Shell) async throws {
            _ = try await shell.desk.database.owner.query(
                """
                insert into parapet.notice (kind, subject, until, detail, state)
                values ('channel dead', 'ops', now(), '{}', 'unsent')
                """
            )
            try await shell.expect("notices resend 2", fails: 1, "PAR-NOT-34", "unsent")
            try await shell.expect("notices resend 77", fails: 2, "PAR-NOT-30", "notices list")
            try await shell.expect("notices show m-0", fails: 2, "PAR-NOT-30")
            try await shell.expect("notices list --channel opz", fails: 2, "PAR-NOT-32", "'ops'?")
            try await shell.expect("notices list --state watiing", fails: 2, "'waiting'?")
            try await shell.expect("notices list --since never", fails: 2, "PAR-")
        }

        @Test func aPreviewSaysWhatWouldBeSentToWhom() async throws {
            try await Shell.with { shell in
                try await shell.desk.turn("open", "opened", telling: "ops")
                #expect(
                    try await shell.cells("notices preview --since 1d") == [
                        ["AT", "CHANNEL", "TO", "WHAT", "NOTICES", "ABOUT"],
                        [
                            "ops", "-", "transitions", "1",
                            "\(MessageDesk.guardrail) in \(MessageDesk.account)",
                        ],
                    ]
                )
                let would = try #require(try await shell.json("notices preview").array?.first)
                #expect(
                    would.object?.keys == ["at", "channel", "address", "kind", "notices", "groups"]
                )
                #expect(
                    would["groups"]?.array?.first?.object?.keys
                        == ["event", "guardrail", "account", "severity", "notices"]
                )
                // Nothing was sent.
                #expect(try await shell.desk.states() == ["ops waiting"])
                let without = shell.folder.appending(path: "without.yaml")
                try "accounts: [{ id: \"111111111111\" }]\n"
                    .write(to: without, atomically: true, encoding: .utf8)
                let refused = try await shell.parapet(
                    "notices preview",
                    configuration: without.path
                )
                #expect(refused.status == 2 && refused.error.contains("PAR-NOT-35"))
            }
        }

        @Test func channelsAreListedAndTried() async throws {
            try await Shell.with { shell in
                #expect(
                    try await shell.cells("channels list") == [
                        ["CHANNEL", "TYPE", "STATE", "LAST SENT", "WAITING", "DEAD"],
                        ["ops", "webhook", "fine", "-", "0", "0"],
                        ["refused", "webhook", "fine", "-", "0", "0"],
                    ]
                )
                let listed = try await shell.json("channels list")
                #expect(listed.array?.map { $0["name"] } == ["ops", "refused"])
                let sent = try await shell.parapet("channels test ops")
                #expect(sent.status == 0 && sent.output.hasPrefix("sent through ops"))
                try await shell.expect("channels test refused", fails: 1, "PAR-NOT-33", "410")
                let refused = try await shell.parapet("channels test refused").error
                #expect(refused.matches(of: /PAR-/).count == 1, "\(refused)")
                try await shell.expect("channels test opss", fails: 2, "PAR-NOT-32", "'ops'?")
                // What does not get through is seen in the list.
                try await shell.desk.turn("open", "opened", telling: "refused")
                try await shell.desk.deliver()
                let rows = try await shell.cells("channels list")
                let row = try #require(rows.last)
                #expect(row[2].hasPrefix("fails since ") && row[2].contains("410"))
                #expect(row.suffix(2) == ["1", "0"])
                // It would be refused again: there is time to set something right.
                let soon = try await shell.desk.database.count(
                    """
                    select count(*) from parapet.job
                    where kind = 'deliver' and run_after < now() + interval '45 minutes'
                    """
                )
                #expect(soon == 0)
            }
        }
    }
}
