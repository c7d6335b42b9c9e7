import Guardrails
import Platform
import Store

/// In which accounts a type is not known completely, as it was last asked for in a batch. Every join
/// that finds nothing asks: that all are complete is remembered for as long as the batch, and of those
/// that were not only they are asked about again.
final class IncompleteAccounts: Sendable {
    private struct Place: Hashable {
        let batch: Int64
        let type: String
        let region: String?
    }

    private static let limit = 64
    /// The first is named, and that there are more.
    private static let named = 2

    private let known = Lock<[(place: Place, accounts: [String])]>([])

    func accounts(
        without type: ResourceType,
        region: String?,
        batch: Int64,
        _ inventories: Inventories
    ) async throws(StoreError) -> [String] {
        let place = Place(batch: batch, type: type.name, region: region)
        let last = known.withLock { known in known.first { $0.place == place }?.accounts }
        if let last {
            guard !last.isEmpty else { return [] }
            let still = try await inventories.accounts(
                without: type,
                region: region,
                among: last,
                limit: Self.named,
                batch: batch
            )
            if still == last { return last }
        }
        let found = try await inventories.accounts(
            without: type,
            region: region,
            limit: Self.named,
            batch: batch
        )
        known.withLock { known in
            known.removeAll { $0.place == place }
            known.append((place, found))
            if known.count > Self.limit { known.removeFirst() }
        }
        return found
    }
}
