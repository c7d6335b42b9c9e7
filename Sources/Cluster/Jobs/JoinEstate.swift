import Store

/// Judges over what scans committed of all accounts, when all have ended; asks AWS nothing.
struct JoinEstate: JobKind {
    static let kind = Job.Kind.estate

    private let join: Join

    init(_ tools: JobTools) { join = Join(tools) }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        try await join.perform(attempt, over: .estate)
    }
}
