import Document
import Guardrails
import Platform

/// Rule books, stored once by content.
public struct RuleBooks: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// What a rule book is called by: SHA-256 of its canonical text, in hexadecimal.
    public static func hash(of texts: RuleTexts) -> String {
        SHA256.hexDigest(texts.canonical.utf8)
    }

    /// For the leader: stores it where it is new; answers its number.
    ///
    /// - Parameter playbooks: what runs of the book's playbooks are held to, by their names.
    public func store(
        _ book: RuleBook,
        playbooks: Object = [:],
        token: Int64
    ) async throws(StoreError) -> Int64 {
        var bounds = book.bounds
        bounds["playbooks"] = .object(playbooks)
        let row = try await database.row(
            "select parapet.store_rules($1::bigint, $2, $3, $4::jsonb) as id",
            [
                .int(token), .text(book.hash), .text(book.texts.canonical),
                .json(.object(bounds)),
            ]
        )
        return try row.integer("id")
    }

    /// The texts that were accepted last; nil where there are none.
    public func newest() async throws(StoreError) -> RuleTexts? {
        let row = try await database.row("select parapet.newest_rules() as id")
        guard let number = row["id"].int else { return nil }
        return try await texts(number).1
    }

    /// For the leader: the files that do not load, and no others.
    public func setBroken(
        _ broken: [RuleAcceptance.Broken],
        token: Int64
    ) async throws(StoreError) {
        let list = broken.map { file -> JSON in
            [
                "file": .string(file.file),
                "problem": .string(file.problems.map(\.description).joined(separator: "\n")),
                "replaced": .bool(file.isReplaced),
            ]
        }
        _ = try await database.row(
            "select parapet.set_broken_rules($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(list))]
        )
    }

    /// The texts of a stored one.
    public func texts(_ number: Int64) async throws(StoreError) -> (hash: String, RuleTexts) {
        let row = try await database.row(
            "select * from parapet.rule_book_texts($1::int)",
            [.int(number)]
        )
        guard let text = row.optionalText("texts") else {
            throw StoreError(.wrongState, "the texts of rule book \(number) are not kept any more")
        }
        guard let texts = RuleTexts(canonical: text) else { throw row.unreadable("texts") }
        return (try row.text("hash"), texts)
    }

    /// For the leader: what the newest rule book's guardrails are about, who may grant exceptions
    /// and for how long, and the names that its configuration knows.
    public func announce(_ book: RuleBook, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.set_guardrail_rules($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(book.rules.map(\.json)))]
        )
        _ = try await database.row(
            "select parapet.set_configured_names($1::bigint, $2::jsonb)",
            [.int(token), .json(book.configuration.names)]
        )
    }
}

extension RuleBook {
    /// What jobs may write that are done with it: findings of its guardrails, resources of the types
    /// that these read.
    fileprivate var bounds: Object {
        let files = Dictionary(
            texts.guardrails.map { ($0.file, SHA256.hexDigest($0.text.utf8)) },
            uniquingKeysWith: { $1 }
        )
        let rules = rules.map { rule -> (String, JSON) in
            (
                rule.name,
                [
                    "severity": .string(rule.severity.rawValue),
                    "type": .string(rule.resourceType), "service": .string(rule.service),
                    "by_tag": .bool(rule.byTag),
                    "text": .optional(
                        guardrail(named: rule.name).flatMap { files[$0.place.file] }
                    ),
                ]
            )
        }
        let types = Dictionary(
            guardrails.flatMap(\.readTypes).map { ($0.name, JSON.string($0.service)) },
            uniquingKeysWith: { first, _ in first }
        )
        return [
            "guardrails": .object(Object(rules)),
            "types": .object(Object(types.sorted { $0.key < $1.key })),
            "responder": .bool(configuration.roles.respond != nil),
        ]
    }
}

extension Configuration {
    /// Names that people may type although no account has them, by kind.
    fileprivate var names: JSON {
        let regions: [String] =
            if case .named(let regions) = regions { regions.map(\.name) } else { [] }
        return [
            "account": .list(accounts.map(\.id)),
            "environment": .list(environments.map(\.name) + accounts.compactMap(\.environment)),
            "region": .list(regions + accounts.flatMap { $0.regions ?? [] }.map(\.name)),
            "queue": .list(eventQueues.map(\.url)),
        ]
    }
}
