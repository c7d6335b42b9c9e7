/// The parts of a queue's URL. Source: Amazon SQS Developer Guide, "Amazon SQS queue and message
/// identifiers".
public struct QueueURL: Sendable, Hashable {
    /// With the port, where one is written.
    public let host: String
    public let account: String
    public let name: String
    public let isEncrypted: Bool

    /// Nil for a text that is none.
    public init?(_ text: String) {
        let schemes = [("https://", true), ("http://", false)]
        guard text.utf8.count <= 512, let scheme = schemes.first(where: { text.hasPrefix($0.0) })
        else { return nil }
        let parts = text.dropFirst(scheme.0.count)
            .split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.allSatisfy({ $0.isOfHost }), !parts[0].isEmpty,
            parts[1].utf8.count == 12, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            (1...80).contains(parts[2].utf8.count), parts[2].utf8.allSatisfy({ $0.isOfQueueName })
        else { return nil }
        isEncrypted = scheme.1
        host = String(parts[0])
        account = String(parts[1])
        name = String(parts[2])
    }

    /// Where its endpoint is.
    public var origin: String { "\(isEncrypted ? "https" : "http")://\(host)" }

    /// What the host of AWS's own endpoints says; nil for another host.
    public var region: String? {
        let labels = host.split(separator: ".")
        guard labels.count >= 4, labels[0] == "sqs", labels[2] == "amazonaws" else { return nil }
        return String(labels[1])
    }

    public var isLoopback: Bool {
        let name =
            host.hasPrefix("[")
            ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        return name == "localhost" || name == "[::1]"
            || name.hasPrefix("127.") && name.split(separator: ".").count == 4
                && name.utf8.allSatisfy { $0 == 46 || (48...57).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }

    /// A letter, a digit, or one of `.:-[]`.
    fileprivate var isOfHost: Bool {
        isLetterOrDigit || [45, 46, 58, 91, 93].contains(self)
    }

    /// A letter, a digit, or one of `-_.`, of which the last stands before `fifo` alone.
    fileprivate var isOfQueueName: Bool { isLetterOrDigit || [45, 46, 95].contains(self) }
}
