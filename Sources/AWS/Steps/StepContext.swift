import Document
import Guardrails

/// What a step is done with.
public struct StepContext: Sendable {
    /// By their names, with the standard values of those that nobody gave.
    public let inputs: Object
    public let inventory: any StepInventory
    /// In the step's account by the audit role; nil for a step of the estate, and where the role
    /// refuses: then the step that needs it fails.
    public let reader: Reader?
    public let run: StepRun
    public let outside: StepOutside

    public init(
        inputs: Object,
        inventory: any StepInventory,
        reader: Reader? = nil,
        run: StepRun = StepRun(),
        outside: StepOutside = StepOutside()
    ) {
        self.inputs = inputs
        self.inventory = inventory
        self.reader = reader
        self.run = run
        self.outside = outside
    }

    func text(_ input: String) -> String { inputs[input]?.string ?? "" }
    func texts(_ input: String) -> [String] { inputs[input]?.texts ?? [] }
    func flag(_ input: String) -> Bool { inputs[input]?.bool == true }
}

/// What a step knows of the run that it is a step of.
public struct StepRun: Sendable, Hashable {
    public let id: String
    /// The same for every attempt at this step for this item: what AWS knows the work by.
    public let key: String
    public let caseName: String?
    public let reason: String?
    public let startedBy: String
    public let started: Timestamp

    public init(
        id: String = "",
        key: String = "",
        caseName: String? = nil,
        reason: String? = nil,
        startedBy: String = "",
        started: Timestamp = .epoch
    ) {
        self.id = id
        self.key = key
        self.caseName = caseName
        self.reason = reason
        self.startedBy = startedBy
        self.started = started
    }
}
