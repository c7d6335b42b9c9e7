import Platform
import Store
import Testing

extension DatabaseTests {
    /// Who leads, while what was let through takes its time.
    @Suite struct LeadershipTests {
        private func lasts(beyond time: String, _ stage: Stage) async throws -> Bool? {
            try await stage.value("select until > '\(time)' from parapet.leader").bool
        }

        /// A lease of a minute that begins now ends then.
        private static let minute = "select clock_timestamp() + interval '60 seconds'"

        @Test func aRenewalPassesWhatWasLetThrough() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let leadership = stage.leadership("c-1")
                let before = try await stage.value("select until from parapet.leader").string ?? ""
                try await stage.owner.transaction {
                    (connection) async throws(DatabaseError) -> Void in
                    _ = try await connection.query(
                        "select parapet.require_leader($1::bigint)",
                        [.int(token)]
                    )
                    // A wait would be one for ever: this transaction ends after the renewal.
                    let renewed = try? await leadership.acquire(leaseSeconds: 300)
                    #expect(renewed == token)
                }
                #expect(try await lasts(beyond: before, stage) == true)
            }
        }

        @Test func aTakeOverWaitsForWhatWasLetThrough() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let heir = stage.leadership("c-2")
                let (taking, end) = try await letThrough(stage, token) {
                    _ = try await stage.owner.query(
                        "update parapet.leader set until = clock_timestamp()"
                    )
                    let taking = Task { try await heir.acquire(leaseSeconds: 60) }
                    try await stage.blocks(1)
                    #expect(try await stage.value("select token from parapet.leader").int == token)
                    return (taking, try await stage.value(Self.minute).string ?? "")
                }
                #expect(try await taking.value == token + 1)
                #expect(try await lasts(beyond: end, stage) == true)
                let late = await refusal {
                    try await stage.leading.fail("s", error: "", token: token)
                }
                #expect(late?.kind == .leaseLost)
            }
        }

        /// Runs the body while a transaction holds what `require_leader` let it through with.
        private func letThrough<Answer: Sendable>(
            _ stage: Stage,
            _ token: Int64,
            _ body: () async throws -> Answer
        ) async throws -> Answer {
            let outcome = try await stage.owner.transaction {
                (connection) async throws(DatabaseError) -> Result<Answer, any Error> in
                _ = try await connection.query(
                    "select parapet.require_leader($1::bigint)",
                    [.int(token)]
                )
                do { return .success(try await body()) } catch { return .failure(error) }
            }
            return try outcome.get()
        }

        /// Its lease begins when it has the row, however long that took.
        @Test func aRenewalThatWaitedIsForTheTimeToCome() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let leadership = stage.leadership("c-1")
                let blocker = Stage.database(stage.name)
                let (renewing, end) = try await blocker.transaction {
                    (connection) async throws(DatabaseError) -> (Task<Int64?, any Error>, String) in
                    _ = try await connection.query("select from parapet.leader for update")
                    let renewing = Task { try await leadership.acquire(leaseSeconds: 60) }
                    try? await stage.blocks(1)
                    let end = try await connection.query(Self.minute)
                    return (renewing, end.first?[0].string ?? "")
                }
                #expect(try await renewing.value == token)
                await blocker.close()
                #expect(try await lasts(beyond: end, stage) == true)
            }
        }

        @Test func whoLetsGoIsFollowedAtOnce() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let other = stage.leadership("c-2")
                // Not in the name of another.
                try await other.release(token: token)
                #expect(try await other.acquire(leaseSeconds: 60) == nil)
                try await stage.leadership("c-1").release(token: token)
                #expect(try await other.acquire(leaseSeconds: 60) == token + 1)
            }
        }
    }
}
