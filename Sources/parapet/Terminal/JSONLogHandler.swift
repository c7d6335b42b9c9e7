import Cluster
import Document
import Logging

/// A log for programs: a JSON object a line on standard error, its metadata as members of their own.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    private static let ownKeys: Set<String> = ["time", "level", "message"]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.write(
            Self.line(
                level: event.level,
                message: "\(event.message)",
                metadata: metadata.merging(event.metadata ?? [:]) { $1 },
                now: .now()
            )
        )
    }

    static func line(
        level: Logger.Level,
        message: String,
        metadata: Logger.Metadata,
        now: Timestamp
    ) -> String {
        var line: Object = [
            "time": .string(now.rfc3339), "level": .string(level.rawValue),
            "message": .string(message),
        ]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line[ownKeys.contains(key) ? "_" + key : key] = json(value)
        }
        return JSON.object(line).text + "\n"
    }

    /// What is a document already stands as one, and not as its text.
    private static func json(_ value: Logger.MetadataValue) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let document as LoggedDocument): document.json
        case .stringConvertible(let other): .string("\(other)")
        case .array(let values): .array(values.map(json))
        case .dictionary(let values):
            .object(Object(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
        }
    }
}
