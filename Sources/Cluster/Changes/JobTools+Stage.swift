import AWS
import Document
import Guardrails
import Store

extension JobTools {
    /// What a guardrail's findings of the job's account are judged with again, by what sweeps committed
    /// and what is excepted now.
    func stage(
        of guardrail: Guardrail,
        for account: Account,
        reader: Reader,
        _ attempt: Attempt
    ) async throws(StoreError) -> Reexamination.Stage {
        let regions = try await inventories.regions(of: account.id)
        let contents = try await inventories.contents(
            of: account.id,
            types: guardrail.related.filter { $0.reach == .account }.map(\.type)
        )
        let own = accountResource(
            account,
            regions: regions,
            baseline: attempt.estate.estate.baseline(of: account)
        )
        let known = AccountInventory(
            resources: contents.resources,
            omitted: contents.omitted,
            coverage: try await inventories.coverage(of: account.id, batch: attempt.job.batch),
            account: account.id,
            regions: regions,
            isWhole: attempt.rules.configuration.sweepsAllRegions(of: account.id),
            accountResource: own
        )
        var inventory = known.inventory(for: [guardrail])
        if guardrail.ground == .estate {
            inventory.estate = try await estate(
                around: contents.resources + [own],
                by: [guardrail],
                attempt
            )
        }
        return Reexamination.Stage(
            reader: reader,
            surroundings: Surroundings(
                account: account,
                regions: regions,
                estate: attempt.estate.value,
                now: .now(),
                exceptionTag: attempt.rules.configuration.exceptionTag,
                exceptions: try await exceptions.inForce(in: account.id, [guardrail.name])
                    .exceptions
            ),
            inventory: inventory,
            accountResource: own
        )
    }
}
