import Document
import Guardrails
import Platform

/// What jobs are done with.
public struct Batches: Sendable {
    public struct Material: Sendable, Hashable {
        /// The sweep that the batch belongs to; nil for a standing one.
        public let sweep: String?
        /// Numbers in ``RuleBooks`` and ``Estates``.
        public let rules: Int64?
        public let estate: Int64?
        public let narrowing: Narrowing
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    public func material(_ batch: Int64) async throws(StoreError) -> Material {
        let row = try await database.row(
            "select * from parapet.batch_material($1::bigint)",
            [.int(batch)]
        )
        return Material(
            sweep: row.optionalText("sweep"),
            rules: row["rules"].int,
            estate: row["estate"].int,
            narrowing: Narrowing(try row.json("narrowing"))
        )
    }
}
