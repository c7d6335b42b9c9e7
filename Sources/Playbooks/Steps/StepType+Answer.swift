import Document
import Guardrails

extension StepType {
    /// What is wrong with what a step answered; nil: nothing. An output may be missing: it is absent
    /// then for the conditions that ask for it.
    public func problem(withOutputs outputs: Object) -> String? {
        for (name, value) in outputs {
            guard let output = self[output: name] else {
                return "'\(self.name)' has no output '\(name)'"
            }
            guard output.shape.value(of: value, []) != nil else {
                return "the output '\(name)' of '\(self.name)' is no \(output.shape.name)"
            }
        }
        return nil
    }
}
