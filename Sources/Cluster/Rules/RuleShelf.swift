import AWS
import Guardrails
import Platform
import Store

/// What jobs are done with: rule books, estates and the material of a sweep's batch, each fetched and
/// compiled once in a process.
final class RuleShelf: Sendable {
    private let books: RuleBooks
    private let estates: Estates
    private let batches: Batches
    private let keptMaterial = Kept<Batches.Material>(limit: 16)
    private let keptBooks = Kept<RuleBook>(limit: 8)
    private let keptEstates = Kept<EstateIndex>(limit: 4)

    init(database: Database) {
        books = RuleBooks(database: database)
        estates = Estates(database: database)
        batches = Batches(database: database)
    }

    /// That of a sweep is settled before its first job; that of a standing batch may change.
    func material(_ batch: Int64) async throws(StoreError) -> Batches.Material {
        let batches = batches
        return try await keptMaterial.value(batch, keepingIf: { $0.sweep != nil }) {
            () async throws(StoreError) in
            try await batches.material(batch)
        }
    }

    func book(_ number: Int64) async throws(StoreError) -> RuleBook {
        let books = books
        return try await keptBooks.value(number) { () async throws(StoreError) in
            let (hash, texts) = try await books.texts(number)
            do throws(Problems) {
                // Who stored it ran the guardrails' own tests.
                return try RuleBook(texts, hash: hash, catalogue: .aws)
            } catch {
                throw StoreError(.unreadable, "rule book \(number): \(error)")
            }
        }
    }

    func estate(_ number: Int64) async throws(StoreError) -> EstateIndex {
        let estates = estates
        return try await keptEstates.value(number) { () async throws(StoreError) in
            EstateIndex(try await estates.estate(number))
        }
    }
}

/// Values by number, each made once however many ask for it; one that failed is made again.
private final class Kept<Value: Sendable>: Sendable {
    private typealias Making = Task<Result<Value, StoreError>, Never>

    private let limit: Int
    private let values = Lock<[(number: Int64, making: Making)]>([])

    init(limit: Int) { self.limit = limit }

    func value(
        _ number: Int64,
        keepingIf isLasting: (Value) -> Bool = { _ in true },
        _ make: @escaping @Sendable () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let making = values.withLock { values in
            if let found = values.first(where: { $0.number == number }) { return found.making }
            let making = Making {
                do throws(StoreError) {
                    return .success(try await make())
                } catch {
                    return .failure(error)
                }
            }
            values.append((number, making))
            if values.count > limit { values.removeFirst() }
            return making
        }
        let outcome = await making.value
        if case .success(let value) = outcome, isLasting(value) { return value }
        values.withLock { $0.removeAll { $0.number == number } }
        return try outcome.get()
    }
}

/// An estate, and where in it each account is.
struct EstateIndex: Sendable {
    let estate: Estate
    let value: EstateValue
    let ids: Set<String>
    private let places: [String: Int]

    init(_ estate: Estate) {
        self.estate = estate
        value = EstateValue(estate)
        ids = Set(estate.accounts.map(\.id))
        places = Dictionary(
            estate.accounts.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { $1 }
        )
    }

    func account(_ id: String) -> Account? { places[id].map { estate.accounts[$0] } }
}
