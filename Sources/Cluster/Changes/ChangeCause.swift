import AWS
import Document
import Guardrails
import Store

/// Whose change it is, and what that says of how it is made.
protocol ChangeCause: Sendable {
    var writesPerSecond: Int { get }
    /// Whether somebody approved exactly the calls that are planned.
    var keepsToPlan: Bool { get }

    /// How long changes wait for their window; 0 where it is open, or there is none.
    func secondsUntilOpen(at now: Timestamp) -> Double

    /// What is said now of what the change is made for.
    ///
    /// - Parameter isBegun: whether something may have been sent.
    func standing(
        of row: ChangeWork.Row,
        _ reader: Reader,
        isBegun: Bool
    ) async throws(StoreError) -> ChangeAttempt.Standing

    /// What is looked at where the target's type is not read; nil: nothing.
    func look(insteadOf request: ActionRequest, _ row: ChangeWork.Row) -> ChangeEnd.Look?

    /// What is looked at beside the target.
    func looks(after row: ChangeWork.Row) -> [ChangeEnd.Look]
}

extension ChangeEnd.Look {
    init(at name: ResourceName, _ type: ResourceType) {
        self.init(
            kind: .look,
            region: type.isGlobal ? Scope.global : name.region,
            service: type.service,
            resource: ResourceKey(type: name.type, region: name.region, id: name.id)
        )
    }
}
