/// Where the database is, and the limits of a connection.
public struct DatabaseConfiguration: Sendable {
    /// A `postgres://` URL or `key=value` pairs, as libpq takes them.
    public var url: String
    public var applicationName: String
    public var connectTimeoutSeconds: Int
    /// 0: none.
    public var statementTimeoutMilliseconds: Int
    /// Off behind a pooler that shares connections between transactions.
    public var preparesStatements: Bool

    public init(
        url: String,
        applicationName: String = "parapet",
        connectTimeoutSeconds: Int = 10,
        statementTimeoutMilliseconds: Int = 60_000,
        preparesStatements: Bool = true
    ) {
        self.url = url
        self.applicationName = applicationName
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
        self.preparesStatements = preparesStatements
    }

    /// What libpq is given besides the URL; the URL's own settings win.
    var options: [(String, String)] {
        [
            ("application_name", applicationName),
            ("connect_timeout", String(connectTimeoutSeconds)),
            ("tcp_user_timeout", "30000"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("client_encoding", "UTF8"),
        ]
    }
}
