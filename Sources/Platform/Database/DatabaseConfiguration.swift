import Glibc

/// Where the database is, and the limits of a connection.
public struct DatabaseConfiguration: Sendable {
    /// A `postgres://` URL or `key=value` pairs, as libpq takes them.
    public var url: String
    public var applicationName: String
    public var connectTimeoutSeconds: Int
    /// 0: none.
    public var statementTimeoutMilliseconds: Int
    /// How long a statement waits for what somebody else holds. 0: as long as it may take.
    public var lockTimeoutMilliseconds = 0
    /// Through a pooler that shares sessions between transactions: nothing is kept in one, neither a
    /// prepared statement nor a setting. The login's own `statement_timeout` holds then.
    public var isPooled: Bool
    /// What nobody used for so long is closed.
    public var idleSeconds: Double

    public init(
        url: String,
        applicationName: String = "parapet",
        connectTimeoutSeconds: Int = 10,
        statementTimeoutMilliseconds: Int = 60_000,
        isPooled: Bool = false,
        idleSeconds: Double = 60
    ) {
        self.url = url
        self.applicationName = applicationName
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.statementTimeoutMilliseconds = statementTimeoutMilliseconds
        self.isPooled = isPooled
        self.idleSeconds = idleSeconds
    }

    /// What protects its connections on their way.
    public var transport: DatabaseTransport { address.transport }

    private var address: DatabaseAddress {
        DatabaseAddress(url: url) { getenv($0).map { String(cString: $0) } }
    }

    /// What libpq is given besides the URL; the URL's own settings win.
    var options: [(String, String)] {
        address.options(home: getenv("HOME").map { String(cString: $0) }) + [
            ("application_name", applicationName),
            ("connect_timeout", String(connectTimeoutSeconds)),
            ("tcp_user_timeout", "30000"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("client_encoding", "UTF8"),
        ]
    }
}
