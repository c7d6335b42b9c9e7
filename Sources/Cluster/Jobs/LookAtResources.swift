import AWS
import Document
import Guardrails
import Store

/// Looks at named resources of one type, and at nothing else of their scope: something changed them,
/// or somebody asks. For events only those guardrails judge that ask for them; a sweep's look is for
/// those that wait for events alone, whose findings it closes where they are over, or for all, where its
/// scan left out what somebody wrote meanwhile.
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
        let (standing, since) = try await tools.ledger.findings(of: Set(keys), in: account.id)
        let asking = LookAsking(
            attempt,
            account: account,
            type: type,
            events: try await tools.changes.events(of: job),
            standing: standing
        )
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(tools.sessions)
        } catch {
            return Ending(error)
        }
        let collection = await collect(keys, of: type, attempt, asking.attributes, reader)
        let (look, version) = try await tools.look(
            at: collection,
            by: asking.guardrails,
            of: account,
            subject: .resources(Set(keys)),
            heard: asking.heard,
            attempt
        )
        let draft = InventoryDraft(
            collection,
            types: [type],
            attributes: [type.name: asking.attributes],
            history: rules.configuration.inventoryHistory.map(\.name)
        )
        var regions = asking.regions(of: keys)
        if regions == nil { regions = try await tools.inventories.regions(of: account.id) }
        return Ending(
            Effects(
                look: LookResult(
                    exceptions: version,
                    generation: attempt.generation,
                    since: since,
                    changes: look.changes(from: standing)
                ),
                inventory: InventoryChanges(
                    draft,
                    known: try await tools.inventories.known(Set(keys), in: account.id),
                    only: Set(keys)
                ),
                joins: asking.joins(in: regions ?? []),
                reads: reader.requests,
                unknown: look.unknown
            ),
            reading: collection.coverage
        )
    }

    private func collect(
        _ keys: [ResourceKey],
        of type: ResourceType,
        _ attempt: Attempt,
        _ attributes: Set<String>,
        _ reader: Reader
    ) async -> Collection {
        var collection = Collection()
        for id in Set(keys.map(\.id)).sorted() {
            collection.add(
                await AWS.collect(
                    id,
                    of: type,
                    in: attempt.job.scope,
                    attributes: attributes,
                    reader: reader,
                    region: tools.sessions.region
                )
            )
        }
        return collection
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
