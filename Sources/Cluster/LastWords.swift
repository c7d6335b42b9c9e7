/// What a process does last, cut off after so many seconds: nobody stops for ever because of it.
///
/// - Throws: what it threw, or that it was cut off.
func lastWords(
    withinSeconds seconds: Double = 3,
    _ body: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw CutOff()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}

struct CutOff: Error, CustomStringConvertible {
    let description = "the database does not answer"
}
