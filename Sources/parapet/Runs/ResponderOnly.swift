import Store

/// What only a member of the database role `parapet_responder` may do.
///
/// - Throws: what `body` throws; where the database lets nobody else call it, that it takes that role.
func asResponder<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do {
        return try await body()
    } catch let error as StoreError where error.kind == .notAllowed {
        throw Failure(
            "PAR-RUN-41 runs are started, resumed and undone by members of parapet_responder alone",
            hint: "have somebody who may: grant parapet_responder to USER"
        )
    }
}
