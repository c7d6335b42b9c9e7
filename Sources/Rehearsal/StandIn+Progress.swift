import Document

extension StandIn {
    /// From now on new snapshots and commands are told as under way so often.
    public func take(snapshots: Int = 0, commands: Int = 0) async throws {
        let asked: JSON = ["snapshots": .int(Int64(snapshots)), "commands": .int(Int64(commands))]
        _ = try await control("PUT", "progress", body: Array(asked.text.utf8))
    }

    /// A snapshot or a command has come to this, such as `error` or `Failed`.
    public func end(_ id: String, as state: String) async throws {
        let asked = JSON.object(Object([(id, .string(state))]))
        _ = try await control("PUT", "progress", body: Array(asked.text.utf8))
    }
}
