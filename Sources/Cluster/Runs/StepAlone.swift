import AWS
import Document
import Guardrails
import Playbooks

/// One step that analyses, in this process alone.
public struct StepAlone: Sendable {
    private let step: Step
    private let sessions: Sessions
    private let roles: Configuration.Roles
    private let inventory: any StepInventory

    public init(
        _ step: Step,
        sessions: Sessions,
        roles: Configuration.Roles,
        inventory: any StepInventory
    ) {
        self.step = step
        self.sessions = sessions
        self.roles = roles
        self.inventory = inventory
    }

    /// - Parameter inputs: with the standard values of those that nobody gave.
    public func answer(_ inputs: Object, _ run: StepRun = StepRun()) async -> StepAnswer {
        guard case .analysis(let analysis) = step.performance else {
            return .failed("'\(step.type.name)' changes something", isFinal: true)
        }
        var reader: Reader?
        if let account = inputs["account"]?.string, !step.type.permissions.isEmpty {
            do throws(CredentialFailure) {
                reader = try await sessions.reader(in: account, roles: roles)
            } catch {
                guard error.isRefusal else { return .failed("\(error)", isFinal: false) }
            }
        }
        return await analysis(
            StepContext(inputs: inputs, inventory: inventory, reader: reader, run: run)
        )
    }
}
