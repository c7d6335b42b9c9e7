import Guardrails
import Platform

/// What the resources that sweeps found are called, for those whose names somebody types.
public struct ResourceNames: Sendable {
    let database: Database

    /// No more are compared with one that is misspelt.
    private static let limit: Int64 = 20_000

    public init(database: Database) {
        self.database = database
    }

    /// What a guardrail judges; nil where no sweep has used it yet.
    public func type(of guardrail: String) async throws(StoreError) -> String? {
        try await database.rows(
            "select resource_type from report.guardrails where guardrail = $1",
            [.text(guardrail)]
        ).first.map { row throws(StoreError) in try row.text("resource_type") }
    }

    /// Whether a resource of the type, or one that the guardrail found, has such an id or ARN.
    ///
    /// - Parameters:
    ///   - pattern: `*` stands for any text, `?` for a character.
    ///   - account: only there; nil: anywhere.
    public func has(
        like pattern: String,
        type: String,
        of guardrail: String,
        account: String?,
        region: String?
    ) async throws(StoreError) -> Bool {
        try await database.row(
            """
            select exists (
                select from report.inventory
                where type = $2 and (id like $1 or arn like $1)
                    and ($4::text is null or account = $4) and ($5::text is null or region = $5)
            ) or exists (
                select from report.findings
                where guardrail = $3 and (resource_id like $1 or resource_arn like $1)
                    and ($4::text is null or account = $4) and ($5::text is null or region = $5)
            ) as known
            """,
            [
                .text(Self.like(pattern)), .text(type), .text(guardrail), Parameter(account),
                Parameter(region),
            ]
        ).truth("known")
    }

    /// Ids and ARNs: for suggestions.
    ///
    /// - Parameter account: only those of it; nil: of any.
    public func all(
        types: [String],
        account: String? = nil
    ) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            """
            select id, coalesce(arn, '') as arn from report.inventory
            where type = any ($1::text[]) and ($2::text is null or account = $2)
            limit $3::bigint
            """,
            [.list(types), Parameter(account), .int(Self.limit)]
        )
        var names: Set<String> = []
        for row in rows { names.formUnion([try row.text("id"), try row.text("arn")]) }
        return names.subtracting([""]).sorted()
    }

    private static func like(_ pattern: String) -> String {
        pattern.map { character in
            switch character {
            case "\\", "%", "_": "\\\(character)"
            case "*": "%"
            case "?": "_"
            default: String(character)
            }
        }.joined()
    }
}
