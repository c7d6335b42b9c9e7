import Document
import Platform

/// What vouches for the audit log: signatures over its hashes, by a key that is in no database.
public struct AuditSignatures: Sendable {
    /// What checking them came to.
    public struct Check: Sendable, Hashable {
        /// The last entry that is signed; nil: none is, or none by the key that was asked for.
        public let last: Int64?
        /// The first entry whose signature is not over what stands there now, or is not of its key.
        public let broken: Int64?
    }

    /// What became of a turn.
    public enum Turn: Sendable, Hashable {
        case signed(AuditLog.Head)
        /// Nothing was written since.
        case unchanged(AuditLog.Head)
        /// This entry is not what was written, or signed: nothing was signed.
        case broken(entry: Int64)
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Holds the log to every signature. Read by who reads everything.
    ///
    /// - Parameter key: whose signatures count; nil: everyone's, each held to the key beside it.
    public func verify(key: Ed25519.PublicKey? = nil) async throws(StoreError) -> Check {
        var hashes: [Int64: String] = [:]
        let signatures = try await all()
        let wanted = Set(signatures.map(\.head.entry))
        _ = try await AuditLog(database: database).follow(from: .start) { head in
            if wanted.contains(head.entry) { hashes[head.entry] = head.hash }
        }
        var last: Int64?
        for signature in signatures {
            let entry = signature.head.entry
            guard let its = key ?? signature.publicKey, signature.isOf(its) else {
                if key != nil { continue }
                return Check(last: last, broken: entry)
            }
            guard hashes[entry] == signature.head.hash else {
                return Check(last: last, broken: entry)
            }
            last = entry
        }
        return Check(last: last, broken: nil)
    }

    /// For the leader: signs the log as it is, once it goes on soundly from what this key signed
    /// before. So whoever wrote it anew is not vouched for.
    ///
    /// - Parameter known: what this process signed last, whatever the database says of it now.
    public func sign(
        with key: Ed25519.PrivateKey,
        after known: AuditLog.Head?,
        token: Int64
    ) async throws(StoreError) -> Turn {
        let before = try await last(by: key)
        if let before, !before.isValid { return .broken(entry: before.head.entry) }
        var start = before?.head ?? .start
        if let known, known.entry > start.entry { start = known }
        let log = AuditLog(database: database)
        guard try await log.stands(start) else { return .broken(entry: start.entry) }
        let (head, broken) = try await log.follow(from: start) { _ in }
        if let broken { return .broken(entry: broken) }
        guard head.entry > (before?.head.entry ?? 0) else { return .unchanged(head) }
        _ = try await database.row(
            "select parapet.sign_audit($1::bigint, $2::bigint, $3, $4, $5)",
            [
                .int(token), .int(head.entry), .text(head.hash), .text(key.publicPEM),
                .text(hex(key.signature(of: head.signed))),
            ]
        )
        return .signed(head)
    }

    /// For the leader: writes the last hashes of runs' evidence into the log; answers of how many runs.
    public func logGrownEvidence(limit: Int, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.log_grown_evidence($1::bigint, $2::int) as runs",
            [.int(token), .int(limit)]
        )
        return Int(try row.integer("runs"))
    }

    /// The first run whose evidence is not any more what the log says of it.
    public func changedEvidence() async throws(StoreError) -> String? {
        let rows = try await database.rows(
            """
            select a.subject from report.audit a
            left join report.evidence e
                on e.run = a.subject and e.number = (a.detail ->> 'number')::int
            where a.action = 'evidence grew' and e.hash is distinct from a.detail ->> 'hash'
            order by a.id limit 1
            """
        )
        return try rows.first?.text("subject")
    }

    private func last(by key: Ed25519.PrivateKey) async throws(StoreError) -> Signature? {
        let rows = try await database.rows(
            """
            select entry, hash, key, signature from report.audit_signatures
            where key = $1 order by entry desc limit 1
            """,
            [.text(key.publicPEM)]
        )
        return try rows.first.map { (row) throws(StoreError) in try Signature(row) }
    }

    private func all() async throws(StoreError) -> [Signature] {
        let rows = try await database.rows(
            "select entry, hash, key, signature from report.audit_signatures order by entry, key"
        )
        var signatures: [Signature] = []
        for row in rows { signatures.append(try Signature(row)) }
        return signatures
    }

    private struct Signature {
        let head: AuditLog.Head
        let key: String
        let bytes: [UInt8]

        init(_ row: Row) throws(StoreError) {
            head = AuditLog.Head(entry: try row.integer("entry"), hash: try row.text("hash"))
            key = try row.text("key")
            bytes = unhex(try row.text("signature")) ?? []
        }

        var publicKey: Ed25519.PublicKey? { try? Ed25519.PublicKey(pem: key) }

        var isValid: Bool { publicKey.map(isOf) ?? false }

        func isOf(_ key: Ed25519.PublicKey) -> Bool { key.verifies(bytes, of: head.signed) }
    }
}

extension AuditLog {
    /// Whether the log still has what was signed.
    fileprivate func stands(_ head: Head) async throws(StoreError) -> Bool {
        guard head.entry > 0 else { return true }
        let rows = try await database.rows(
            "select hash from report.audit where id = $1::bigint",
            [.int(head.entry)]
        )
        return try rows.first?.text("hash") == head.hash
    }
}
