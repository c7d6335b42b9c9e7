import Document

/// An event that somebody asks for, as it is kept.
public struct ReceivedEvent: Sendable {
    /// Resources that it says have changed, and that somebody asks about.
    public struct Mention: Sendable, Hashable {
        public let type: String
        public let region: String
        /// The region of the scope whose looks see it.
        public let scope: String
        /// Nil: all of the type there whose document contains ``contained``.
        public let id: String?
        public let contained: JSON?

        public init(
            type: String,
            region: String,
            scope: String,
            id: String?,
            contained: JSON? = nil
        ) {
            self.type = type
            self.region = region
            self.scope = scope
            self.id = id
            self.contained = contained
        }
    }

    /// That there is an account more or less, or one elsewhere.
    public struct News: Sendable, Hashable {
        public let account: String
        /// `created`, `joined`, `moved`, `left` or `closed`.
        public let kind: String

        public init(account: String, kind: String) {
            self.account = account
            self.kind = kind
        }
    }

    /// A record that is larger is not kept: what it tells of is read again all the same.
    public static let maxRecordBytes = 64 << 10
    /// AWS's ids of requests and access keys are shorter.
    private static let maxIDBytes = 256

    /// As `parapet.receive_events` reads them.
    let members: Object

    /// - Parameters:
    ///   - id: AWS's, which an event that is delivered again has again.
    ///   - record: CloudTrail's.
    public init(
        id: String,
        name: String,
        account: String,
        region: String,
        at: Timestamp,
        record: JSON,
        mentions: [Mention],
        news: News? = nil
    ) {
        var members: Object = [
            "id": .string(id), "name": .string(name), "account": .string(account),
            "region": .string(region), "at": .string(at.rfc3339),
            "mentions": .array(mentions.map(\.json)),
        ]
        let text = record.text
        if text.utf8.count <= Self.maxRecordBytes {
            members["record"] = record
        } else {
            members["omitted"] = .string("it has \(text.utf8.count) bytes")
            members["excerpt"] = .string(String(text.prefix(EventBatch.excerptCharacters)))
        }
        // By these the ledger knows calls of Parapet's own.
        for (name, id) in [
            ("request", record["requestID"]),
            ("access_key", record["userIdentity"]?["accessKeyId"]),
        ] {
            guard let id = id?.string, id.utf8.count <= Self.maxIDBytes else { continue }
            members[name] = .string(id)
        }
        members["news"] = news.map { ["account": .string($0.account), "kind": .string($0.kind)] }
        self.members = members
    }
}

extension ReceivedEvent.Mention {
    fileprivate var json: JSON {
        var members: Object = [
            "type": .string(type), "region": .string(region), "scope": .string(scope),
        ]
        if let id { members["id"] = .string(id) }
        members["contains"] = contained
        return .object(members)
    }
}
