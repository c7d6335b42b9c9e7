import AWS
import Document
import Guardrails
import Platform

/// What channels are built over.
public struct ChannelServices: Sendable {
    let http: HTTPClient
    let mailer: Mailer
    /// Nil: Parapet has no identity in AWS here.
    let sessions: Sessions?
    let roles: Configuration.Roles
    let secrets: SecretReader
    let clock: @Sendable () -> Timestamp
    /// For one attempt, to its last byte.
    let timeoutMilliseconds: Int

    public init(
        http: HTTPClient,
        mailer: Mailer,
        sessions: Sessions?,
        roles: Configuration.Roles,
        secrets: SecretReader,
        timeoutMilliseconds: Int = 30_000,
        clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.http = http
        self.mailer = mailer
        self.sessions = sessions
        self.roles = roles
        self.secrets = secrets
        self.timeoutMilliseconds = timeoutMilliseconds
        self.clock = clock
    }
}
