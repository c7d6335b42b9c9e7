import Guardrails
import Logging
import Store

/// Drops history that is older than the configuration keeps, and what is known of resources that
/// are long gone.
struct ForgetOld: Duty {
    let everySeconds: Double
    let retention: Retention
    let inventories: Inventories
    let files: Coordinator.Files
    let logger: Logger

    func perform(token: Int64) async throws(StoreError) -> Bool {
        // Files that cannot be read keep everything.
        guard let files = try? files(),
            let kept = try? Configuration(
                yaml: files.configuration,
                file: files.configurationFile
            ).retention
        else { return false }
        try await inventories.forget(afterDays: kept.inventoryDays, token: token)
        try await retention.forgetMaterial(afterDays: kept.sweepDays, token: token)
        let dropped = try await retention.forgetEvents(afterDays: kept.eventDays, token: token)
        if dropped > 0 { logger.info("history dropped", metadata: ["partitions": "\(dropped)"]) }
        return false
    }
}
