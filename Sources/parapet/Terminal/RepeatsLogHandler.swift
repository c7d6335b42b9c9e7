import Logging
import Platform

/// Says what is wrong once, and how often it was said again: a fault that lasts does not bury all else.
struct RepeatsLogHandler: LogHandler {
    private var inner: any LogHandler

    /// Of all loggers of this process.
    private static let lines = Lock(RepeatedLines())

    init(_ inner: any LogHandler) { self.inner = inner }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.level >= .warning else { return inner.log(event: event) }
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let place = all.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        let line = "\(event.level) \(event.message) \(place)"
        guard let before = Self.lines.withLock({ $0.take(line, at: .now) }) else { return }
        guard before > 0 else { return inner.log(event: event) }
        var event = event
        event.message = "\(event.message) (\(before) times more since it was said)"
        inner.log(event: event)
    }
}
