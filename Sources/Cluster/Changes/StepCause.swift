import AWS
import Document
import Guardrails
import Store

/// A change that a step of a run makes: nothing is judged, and what was let through is the step and not
/// its calls.
struct StepCause: ChangeCause {
    let writesPerSecond: Int

    var keepsToPlan: Bool { false }

    func secondsUntilOpen(at now: Timestamp) -> Double { 0 }

    func standing(
        of row: ChangeWork.Row,
        _ reader: Reader,
        isBegun: Bool
    ) -> ChangeAttempt.Standing { .notAsked }

    func look(insteadOf request: ActionRequest, _ row: ChangeWork.Row) -> ChangeEnd.Look? { nil }

    func looks(after row: ChangeWork.Row) -> [ChangeEnd.Look] { [] }
}
