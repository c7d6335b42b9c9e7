import Document
import Platform
import Store
import Testing

extension DatabaseTests {
    /// How the cluster does, told also while somebody holds a part of it.
    @Suite struct OverviewTests {
        /// Each part is missing alone, and says why.
        @Test(
            arguments: [
                ("parapet.job", ["events", "jobs"]), ("parapet.sweep", ["jobs", "sweeps"]),
                ("parapet.member", ["events", "members"]), ("parapet.unread", ["unread"]),
            ]
        )
        func whatSomebodyHoldsIsMissingAlone(
            _ table: String,
            _ parts: [String]
        ) async throws {
            try await Stage.with { stage in
                let holder = Stage.database(stage.name)
                let overview = try await holder.held(table) {
                    try await Overview(database: stage.operators).read(sweeps: 5)
                }
                await holder.close()
                let missing = overview["missing"]?.array ?? []
                let names = Set(missing.compactMap { $0["part"]?.string })
                #expect(names.isSuperset(of: parts), "\(missing)")
                #expect(overview["overdue"] == [])
                for name in names { #expect(overview[name] == nil) }
                for part in missing {
                    #expect(part["reason"]?.string?.hasPrefix("PAR-DB-19 ") == true, "\(part)")
                }
            }
        }

        @Test func itSaysWhoLeads() async throws {
            try await Stage.with { stage in
                for secret in ["c-1", "c-2"] {
                    let process = Process(.coordinator, secret: secret)
                    try await Queue(database: stage.coordinator, process: process)
                        .heartbeat(host: "here")
                }
                _ = try await stage.lead("c-2")
                let overview = try await Overview(database: stage.operators).read(sweeps: 1)
                let leaders = (overview["members"]?.array ?? []).filter {
                    $0["leads"]?.bool == true
                }
                #expect(
                    leaders.map { $0["process"]?.string }
                        == [Process(.coordinator, secret: "c-2").name]
                )
                #expect(overview["missing"] == [])
            }
        }
    }
}

extension Database {
    /// Runs while a table is locked as a migration locks it.
    fileprivate func held<Answer: Sendable>(
        _ table: String,
        _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let answer: Result<Answer, any Error> = try await transaction {
            (connection) throws(DatabaseError) in
            _ = try await connection.query("lock table \(table) in access exclusive mode")
            do {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try answer.get()
    }
}
