import Document
import Guardrails

@testable import AWS

/// What sweeps have seen, as a test says.
struct SeenInventory: StepInventory {
    var resources: [Resource] = []
    var gaps: [String: Gap] = [:]
    var isDown = false
    var unknownIn: [String] = []

    func resources(
        ofTypes types: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources {
        guard !isDown else { throw StepInventoryFailure("the database is away") }
        let found = resources.filter {
            types.contains($0.name.type) && $0.name.account == account && $0.name.region == region
        }
        return KnownResources(found, gaps: gaps.filter { types.contains($0.key) })
    }

    func everywhere(
        ofTypes types: [String],
        accounts: [String],
        regions: [String]
    ) async throws(StepInventoryFailure) -> KnownResources {
        guard !isDown else { throw StepInventoryFailure("the database is away") }
        let found = resources.filter { types.contains($0.name.type) }
        return KnownResources(found, gaps: gaps.filter { types.contains($0.key) })
    }

    func resources(_ question: EstateQuestion) async throws(StepInventoryFailure) -> EstateAnswer {
        guard !isDown else { throw StepInventoryFailure("the database is away") }
        return EstateAnswer(question.found(in: resources), unknownIn: unknownIn)
    }
}

extension EstateQuestion {
    func found(in resources: [Resource]) -> [Resource] {
        let texts = texts.map { $0.lowercased() }
        return resources.filter { resource in
            guard resource.name.type == type else { return false }
            let value = path.reduce(JSON.object(resource.document)) { $0[$1] ?? .null }
            let held = value.array == nil ? [value.string].compactMap(\.self) : value.texts
            return held.contains { texts.contains($0.lowercased()) }
        }
    }
}

extension Resource {
    /// As a sweep would have seen it in an account of tests.
    static func seen(
        _ type: String,
        _ id: String,
        account: String = "222222222222",
        region: String = "eu-west-1",
        arn: String? = nil,
        name: String? = nil,
        _ document: Object
    ) -> Resource {
        Resource(
            name: ResourceName(
                type: type,
                account: account,
                region: region,
                id: id,
                arn: arn,
                name: name
            ),
            document: document
        )
    }
}
