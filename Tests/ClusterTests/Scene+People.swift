import Rehearsal

extension Scene {
    /// Two database users, one of them in the group that grants: the variables of each.
    func people() async throws -> (asker: [String: String], granter: [String: String]) {
        let name = database.name
        for statement in [
            "do $$ begin create role security nologin; "
                + "exception when duplicate_object then null; end $$",
            "create role asker_\(name) login in role parapet_operator",
            "create role granter_\(name) login in role parapet_operator, security",
        ] { _ = try await database.owner.query(statement) }
        let variables = { (user: String) in
            let url = database.url
            return [
                "PARAPET_DATABASE_URL": url + (url.contains("?") ? "&" : "?") + "user=\(user)"
            ]
        }
        return (variables("asker_\(name)"), variables("granter_\(name)"))
    }
}
