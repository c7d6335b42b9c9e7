import AWS
import Document
import Guardrails
import Store

/// Looks at named resources of one type, and at nothing else of their scope: something changed them,
/// or somebody asks.
struct LookAtResources: JobKind {
    static let kind = Job.Kind.look

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let (job, rules) = (attempt.job, attempt.rules)
        guard let account = attempt.estate.account(job.account) else {
            return .notInTheEstate(job.account)
        }
        let keys = job.resources
        guard let type = keys.first.flatMap({ Catalogue.aws[$0.type] }),
            keys.allSatisfy({ $0.type == type.name })
        else { return .giveUp(reason: "the job names no resources of one type") }
        let attributes = rules.attributes(of: job.scope.service, in: account)[type.name] ?? []
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(tools.sessions)
        } catch {
            return Ending(error)
        }
        var collection = Collection()
        for id in Set(keys.map(\.id)).sorted() {
            collection.add(
                await collect(
                    id,
                    of: type,
                    in: job.scope,
                    attributes: attributes,
                    reader: reader,
                    region: tools.sessions.region
                )
            )
        }
        // Those that join several resources are judged by the sweep, over what it listed.
        let guardrails = rules.guardrails(for: job.scope, in: account, over: .scope)
            .filter { $0.type.name == type.name }
        let (look, version) = try await tools.look(
            at: collection,
            by: guardrails,
            of: account,
            subject: .resources(Set(keys)),
            attempt
        )
        let draft = InventoryDraft(
            collection,
            types: [type],
            attributes: [type.name: attributes],
            history: rules.configuration.inventoryHistory.map(\.name)
        )
        return .done(
            Effects(
                look: LookResult(
                    exceptions: version,
                    generation: attempt.generation,
                    changes: try await tools.changes(look, in: job.scope, guardrails)
                ),
                inventory: InventoryChanges(
                    draft,
                    known: try await tools.inventories.known(job.scope),
                    only: Set(keys)
                ),
                reads: reader.requests,
                unknown: look.unknown
            )
        )
    }
}

extension Job {
    /// Those that a look names.
    fileprivate var resources: [ResourceKey] {
        (payload["resources"]?.array ?? []).compactMap { item in
            guard let type = item["type"]?.string, let id = item["id"]?.string else { return nil }
            return ResourceKey(type: type, region: item["region"]?.string ?? scope.region, id: id)
        }
    }
}
