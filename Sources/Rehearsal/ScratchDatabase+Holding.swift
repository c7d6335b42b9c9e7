import Platform

extension ScratchDatabase {
    /// A transaction of the owner's that stays open for as long as the body takes, with the locks
    /// that its statements took.
    public func holding(_ body: (Connection) async throws -> Void) async throws {
        let outcome = try await owner.transaction {
            (connection) async throws(DatabaseError) -> Result<Void, any Error> in
            do {
                return .success(try await body(connection))
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }
}
