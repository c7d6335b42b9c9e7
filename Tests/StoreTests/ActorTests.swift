import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Who acts is who the connection is, or whom the console verified.
    @Suite struct ActorTests {
        /// What a console's login does for a person of some groups; for nobody where `person` is nil.
        private func act(
            _ console: Database,
            for person: String?,
            in groups: [String] = [],
            _ sql: String
        ) async -> Result<String, StoreError> {
            do throws(DatabaseError) {
                let answer = try await console.transaction {
                    (connection) async throws(DatabaseError) -> String in
                    if let person {
                        _ = try await connection.query(
                            """
                            select set_config('parapet.actor', $1, true),
                                set_config('parapet.groups', $2, true)
                            """,
                            [.text(person), .text(groups.joined(separator: ","))]
                        )
                    }
                    let rows = try await connection.query(sql)
                    return rows.first?[0].string ?? ""
                }
                return .success(answer)
            } catch {
                return .failure(StoreError(.failed, error.sqlState ?? ""))
            }
        }

        private func state(_ answer: Result<String, StoreError>) -> String? {
            if case .failure(let error) = answer { error.message } else { nil }
        }

        private static let actor = "select parapet.actor()"
        private static func request(_ guardrail: String = "ssh") -> String {
            """
            select parapet.request_exception('\(guardrail)', '{}', now() + interval '1 day',
                'because', null)
            """
        }

        @Test func aPersonIsTheirLoginWhateverTheySet() async throws {
            try await People.with { people in
                let ada = people.asker
                #expect(try await ada.database.query(Self.actor).first?[0].string == ada.name)
                let claimed = await act(
                    ada.database,
                    for: people.granter.name,
                    in: [people.group],
                    Self.actor
                )
                #expect(claimed == .success(ada.name))
                let id = try await people.request()
                let grant = await act(
                    ada.database,
                    for: people.granter.name,
                    in: [people.group],
                    "select parapet.grant_exception('\(id)', null)"
                )
                #expect(state(grant) == "PA011")
                for role in ["parapet_console", people.granter.name, people.group] {
                    let other = await sqlState(ada.database, "set role \(role)")
                    #expect(other == "42501")
                }
            }
        }

        @Test func aConsoleActsForWhomItVerifiedAlone() async throws {
            try await People.with { people in
                let console = try await people.stage.login("console", in: "parapet_console")
                    .database
                for sql in [Self.actor, Self.request()] {
                    #expect(state(await act(console, for: nil, sql)) == "PA011")
                    #expect(state(await act(console, for: "", sql)) == "PA011")
                }
                #expect(await act(console, for: "ada", Self.actor) == .success("ada"))
                // The transaction's end is the end of it.
                #expect(state(await act(console, for: nil, Self.actor)) == "PA011")
                let worker = await sqlState(console, "select parapet.finish('w', 1, 1, 1, '{}')")
                #expect(worker == "42501")
            }
        }

        @Test func twoPersonsOfTheConsoleAskAndGrant() async throws {
            try await People.with { people in
                try await people.plant(["sg-1"])
                let console = try await people.stage.login("console", in: "parapet_console")
                    .database
                let id = try await act(console, for: "ada", Self.request()).get()
                let grant = "select parapet.grant_exception('\(id)', null)"
                let group = people.group
                for (person, groups) in [
                    ("ada", [group]), ("gil", []), ("gil", ["x\(group)", "\(group)x"]),
                    ("", [group]),
                ] {
                    let refused = await act(console, for: person, in: groups, grant)
                    #expect(state(refused) == "PA011", "\(person) \(groups)")
                }
                #expect(await act(console, for: "gil", in: ["a", group], grant) == .success("1"))
                #expect(try await people.statuses() == ["sg-1": "excepted"])
                let owner = "select exception ->> 'owner' from parapet.finding"
                #expect(try await people.stage.value(owner).string == "ada")
                let log = try await people.stage.column(
                    "select actor || ' ' || action from report.audit"
                        + " where action like 'exception%' order by id"
                )
                #expect(log == ["ada exception requested", "gil exception granted"])
                #expect(try await AuditLog(database: people.stage.operators).verify().broken == nil)
            }
        }

        @Test func aPersonOfTheConsoleReadsWhatIsTheirs() async throws {
            try await People.with { people in
                try await people.plant(["sg-1"])
                let stage = people.stage
                let console = try await stage.login("console", in: "parapet_console").database
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status)
                    values ('111111111111', 'n', 'active'), ('222222222222', 'n', 'active')
                    on conflict do nothing
                    """
                )
                _ = try await stage.owner.query(
                    """
                    insert into parapet.reader_scope (reader, account)
                    values ('web', '222222222222'), ('net', '111111111111')
                    """
                )
                let count = "select count(*) from report.findings"
                #expect(await act(console, for: "ada", in: ["web"], count) == .success("0"))
                #expect(await act(console, for: "ada", in: ["web", "net"], count) == .success("1"))
                #expect(await act(console, for: "net", count) == .success("1"))
                #expect(await act(console, for: "gil", count) == .success("1"))
                #expect(state(await act(console, for: nil, count)) == "PA011")
            }
        }
    }
}
