import Rehearsal

extension Scene {
    /// Three database users, two of them in the group that grants and approves: the variables of each.
    func people() async throws -> (
        asker: [String: String], granter: [String: String], second: [String: String]
    ) {
        let name = database.name
        for role in [
            "security nologin", "asker_\(name) login in role parapet_operator",
            "granter_\(name) login in role parapet_operator, security",
            "second_\(name) login in role parapet_operator, security",
        ] {
            _ = try await database.owner.query(
                "do $$ begin create role \(role); "
                    + "exception when duplicate_object then null; end $$"
            )
        }
        let variables = { (user: String) in
            let url = database.url
            return [
                "PARAPET_DATABASE_URL": url + (url.contains("?") ? "&" : "?") + "user=\(user)"
            ]
        }
        return (
            variables("asker_\(name)"), variables("granter_\(name)"), variables("second_\(name)")
        )
    }
}
