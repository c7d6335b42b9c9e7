import Document
import Guardrails

/// What a step is done with.
public struct StepContext: Sendable {
    /// By their names, with the standard values of those that nobody gave.
    public let inputs: Object
    public let inventory: any StepInventory

    public init(inputs: Object, inventory: any StepInventory) {
        self.inputs = inputs
        self.inventory = inventory
    }

    func text(_ input: String) -> String { inputs[input]?.string ?? "" }
}
