import CEL
import Document
import Guardrails

extension Value {
    /// As an input of a step has it; nil for what no document holds.
    var document: JSON? {
        json { object in
            (object as? StepOutputs)?.members ?? (object as? DocumentObject)?.members
        }
    }
}
