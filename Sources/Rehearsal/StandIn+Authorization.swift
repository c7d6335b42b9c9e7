import Document

extension StandIn {
    /// From now on the sessions of these roles may do only what policies allow, as Parapet's own engine
    /// evaluates them: the role's (here by its name; null: those that it has), its boundary, the session's
    /// and the bucket's. A call that needs what no policy allows is refused as AWS refuses it. Other roles
    /// may do anything.
    ///
    /// - Parameter roles: none: everybody may do anything again.
    public func authorize(roles: Object) async throws {
        let asked: JSON = [
            "evaluator": .string(Program.parapet), "roles": .object(roles),
        ]
        _ = try await control("PUT", "authorization", body: Array(asked.text.utf8))
    }
}
