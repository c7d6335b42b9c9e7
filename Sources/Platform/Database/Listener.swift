import Glibc

/// Hears PostgreSQL's notifications, on a connection and a thread of its own. What it hears is a
/// hint: while the connection is down nothing is heard, so whoever listens also asks now and then.
/// Needs a direct connection; behind a pooler in transaction mode it stays silent.
public final class Listener: Sendable {
    private let isStopped = Lock(false)

    private static let pollMilliseconds: Int32 = 500
    private static let pauseMilliseconds: Int32 = 2000

    /// Calls `heard` with the channel's name, from the listener's thread.
    public init(
        configuration: DatabaseConfiguration,
        channels: [String],
        heard: @escaping @Sendable (String) -> Void
    ) {
        let isStopped = isStopped
        startThread {
            while !isStopped.withLock({ $0 }) {
                Self.listen(configuration, channels, isStopped, heard)
                if !isStopped.withLock({ $0 }) { poll(nil, 0, Self.pauseMilliseconds) }
            }
        }
    }

    deinit { stop() }

    /// The thread ends within half a second.
    public func stop() { isStopped.withLock { $0 = true } }

    /// Until the connection is lost or the listener stopped.
    private static func listen(
        _ configuration: DatabaseConfiguration,
        _ channels: [String],
        _ isStopped: Lock<Bool>,
        _ heard: (String) -> Void
    ) {
        do throws(DatabaseError) {
            let session = try Session(configuration)
            for channel in channels { try session.script("LISTEN \"\(channel)\"") }
            while !isStopped.withLock({ $0 }) {
                var descriptor = pollfd(fd: session.socket, events: Int16(POLLIN), revents: 0)
                guard poll(&descriptor, 1, pollMilliseconds) > 0 else { continue }
                guard let notifications = session.notifications() else { return }
                for notification in notifications { heard(notification.channel) }
            }
        } catch {
            // Said by everything else that needs the database.
            return
        }
    }
}
