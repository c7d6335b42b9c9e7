import AWS
import Document
import Guardrails

/// A finding looked at again before anything is done about it: its resource is read, and judged by what
/// is known now.
public struct Reexamination: Sendable {
    /// What it is judged with.
    public struct Stage: Sendable {
        public let reader: Reader
        public let surroundings: Surroundings
        public let inventory: Inventory
        /// The account itself as a resource, for guardrails about it.
        public let accountResource: Resource

        public init(
            reader: Reader,
            surroundings: Surroundings,
            inventory: Inventory,
            accountResource: Resource
        ) {
            self.reader = reader
            self.surroundings = surroundings
            self.inventory = inventory
            self.accountResource = accountResource
        }
    }

    public enum Answer: Sendable {
        /// With the resource as it is, and the part that violates.
        case violates(Resource, Verdict.Part)
        /// Nothing violates any more, or it is nobody's concern.
        case over(String)
        case unknown(String)
    }

    let guardrail: Guardrail
    let stage: Stage
    /// Where the calls of global services go.
    let region: String

    public init(_ guardrail: Guardrail, _ stage: Stage, region: String) {
        self.guardrail = guardrail
        self.stage = stage
        self.region = region
    }

    /// - Parameter id: of the resource, which is of the guardrail's type.
    public func answer(
        _ id: String,
        in place: String,
        part: String
    ) async -> Answer {
        switch await read(id, place) {
        case .failure(let stop): return stop.answer
        case .success(let resource): return judge(resource, part)
        }
    }

    private func judge(_ resource: Resource, _ key: String) -> Answer {
        let verdict = guardrail.judge(
            resource,
            in: stage.surroundings,
            inventory: stage.inventory
        )
        switch verdict.exception {
        case .none: break
        case .granted(let exception): return .over("it is excepted: \(exception.id)")
        case .byTag: return .over("it is excepted by its tags")
        case .unknown(let gap): return .unknown("whether it is excepted: \(gap.summary)")
        }
        switch verdict.outcome {
        case .notJudged: return .over("a filter leaves it out now")
        case .unknown(let because):
            return .unknown(because.map(\.text).joined(separator: "; "))
        case .judged(let parts):
            guard let part = parts.first(where: { $0.key == key }) else {
                return .over("nothing violates any more")
            }
            guard !part.isUnknown else {
                return .unknown(part.because.map(\.text).joined(separator: "; "))
            }
            return .violates(resource, part)
        }
    }

    private struct Stop: Error { let answer: Answer }

    private func read(_ id: String, _ place: String) async -> Result<Resource, Stop> {
        let type = guardrail.type
        guard type.isRead else { return .success(stage.accountResource) }
        let collection = await collect(
            id,
            of: type,
            in: Scope(
                account: stage.reader.account,
                region: type.isGlobal ? Scope.global : place,
                service: type.service
            ),
            attributes: guardrail.attributesForActions,
            reader: stage.reader,
            region: region
        )
        if let resource = collection.resources.first { return .success(resource) }
        guard collection.listedCompletely(type.name) else {
            let gaps = collection.coverage.flatMap(\.gaps.keys).map(\.summary).sorted()
            return .failure(Stop(answer: .unknown(gaps.first ?? "AWS did not answer")))
        }
        return .failure(Stop(answer: .over("the resource is gone")))
    }
}
