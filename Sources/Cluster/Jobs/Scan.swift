import AWS
import Guardrails
import Platform
import Store

/// Looks at what one service has in one account and region, and keeps what it saw.
struct Scan: JobKind {
    static let kind = Job.Kind.scan

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    /// How often a job waits for AWS to get ready.
    private static let maxWaits = 60

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let scope = attempt.job.scope
        let (rules, narrowing) = (attempt.rules, attempt.material.narrowing)
        guard let account = attempt.estate.account(scope.account) else {
            return .notInTheEstate(scope.account)
        }
        let attributes = rules.attributes(of: scope.service, in: account, narrowing: narrowing)
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(tools.sessions)
        } catch {
            return Ending(error)
        }
        // Which of several regions keeps what AWS shows in all of them.
        let isReplicated = attributes.keys.contains { Catalogue.aws[$0]?.isReplicated == true }
        let collection = await collect(
            scope,
            attributes: attributes,
            reader: reader,
            region: tools.sessions.region,
            swept: isReplicated ? try await tools.inventories.regions(of: account.id) : []
        )
        if let seconds = collection.waitSeconds {
            return attempt.job.attempt < Self.maxWaits
                ? .snooze(seconds: seconds) : .giveUp(reason: "AWS does not get ready")
        }
        let guardrails = rules.guardrails(
            for: scope,
            in: account,
            over: .scope,
            narrowing: narrowing
        )
        let (look, version) = try await tools.look(
            at: collection,
            by: guardrails,
            of: account,
            attempt
        )
        let draft = InventoryDraft(
            collection,
            types: attributes.keys.sorted().compactMap { Catalogue.aws[$0] },
            attributes: attributes,
            history: rules.configuration.inventoryHistory.map(\.name)
        )
        var effects = Effects(
            coverage: collection.coverage,
            judged: tools.judged(look, by: guardrails, of: account, rules),
            reads: collection.reads,
            unknown: look.unknown
        )
        let digest = Self.digest(look, draft)
        if let digest, try await tools.ledger.knows(digest, of: scope) {
            effects.look = LookResult(
                exceptions: version,
                generation: attempt.generation,
                since: attempt.since,
                changes: [],
                digest: digest,
                isKnown: true
            )
            return Ending(effects, reading: collection.coverage)
        }
        effects.look = LookResult(
            exceptions: version,
            generation: attempt.generation,
            since: attempt.since,
            changes: try await tools.changes(look, in: scope, guardrails),
            digest: digest
        )
        effects.inventory = InventoryChanges(
            draft,
            known: try await tools.inventories.known(scope)
        )
        return Ending(effects, reading: collection.coverage)
    }

    /// Of all that was seen and judged: where it is that of an earlier look, nothing has changed.
    private static func digest(_ look: Look, _ draft: InventoryDraft) -> String? {
        look.encoded.map { SHA256.hexDigest("\($0)\u{1e}\(draft.digest)".utf8) }
    }
}
