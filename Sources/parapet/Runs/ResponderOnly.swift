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

/// What takes the database roles of a coordinator and of a worker: both in this process.
///
/// - Throws: what `body` throws; where the database lets it be neither, which roles it takes.
func asCluster(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as StoreError where error.kind == .notAllowed {
        throw Failure(
            "PAR-DB-08 \(error.message)",
            hint: "--local is coordinator and worker in one: grant parapet_coordinator, "
                + "parapet_worker, parapet_responder to USER"
        )
    }
}
