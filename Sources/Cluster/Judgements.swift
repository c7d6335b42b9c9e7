import Guardrails
import Platform
import Store

/// The judgements of the sweeps that run, each fetched and compiled once.
final class Judgements: Sendable {
    typealias Outcome = Result<Judgement, Failure>

    enum Failure: Error, CustomStringConvertible {
        case store(StoreError)
        case problems(Problems)

        var description: String {
            switch self {
            case .store(let error): error.description
            case .problems(let problems): problems.description
            }
        }
    }

    private let sweeps: Sweeps
    private let kept = Lock<[(sweep: String, task: Task<Outcome, Never>)]>([])

    private static let limit = 8

    init(sweeps: Sweeps) { self.sweeps = sweeps }

    func judgement(of sweep: String) async throws(Failure) -> Judgement {
        let sweeps = sweeps
        let task = kept.withLock { kept in
            if let found = kept.first(where: { $0.sweep == sweep }) { return found.task }
            let task = Task { await Self.fetch(sweep, sweeps) }
            kept.append((sweep, task))
            if kept.count > Self.limit { kept.removeFirst() }
            return task
        }
        let outcome = await task.value
        if case .failure = outcome { kept.withLock { $0.removeAll { $0.sweep == sweep } } }
        return try outcome.get()
    }

    private static func fetch(_ sweep: String, _ sweeps: Sweeps) async -> Outcome {
        let material: SweepMaterial
        do throws(StoreError) {
            material = try await sweeps.material(sweep)
        } catch {
            return .failure(.store(error))
        }
        do throws(Problems) {
            return .success(try Judgement(material))
        } catch {
            return .failure(.problems(error))
        }
    }
}
