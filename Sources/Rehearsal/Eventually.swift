/// Waits until something holds, as long as a busy machine may take: that it comes is held, not how soon.
///
/// - Throws: ``Missing`` where it never comes.
public func eventually(
    _ what: @autoclosure () -> String = "the condition never came true",
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(180)
    while try await !condition() {
        guard ContinuousClock.now < end else { throw Missing(variable: what()) }
        try await Task.sleep(for: .milliseconds(10))
    }
}
