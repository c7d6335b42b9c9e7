import AWS
import Document
import Guardrails
import Playbooks
import Store

/// Takes what happened to a run, and says what becomes of it.
struct AdvanceRun: JobKind {
    static let kind = Job.Kind.advance

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let begun = try await tools.runs.begin(attempt.job)
        let playbook: Playbook
        do throws(Problems) {
            playbook = try Playbook.load(
                yaml: begun.text,
                file: begun.id,
                catalogue: .aws,
                steps: .aws,
                running: false
            )
        } catch {
            return .giveUp(reason: "the run's playbook does not load here: \(error)")
        }
        guard let old = try await run(begun, of: playbook, attempt) else {
            return .retry(.failure, reason: "nobody knows the run's target any more")
        }
        var (run, effects) = (old, [RunEffect]())
        for row in begun.events {
            guard let event = RunEvent(row.event, at: row.at) else {
                return .retry(.failure, reason: "an event that this program does not know")
            }
            let (next, more) = playbook.advance(run, event, at: row.at)
            (run, effects) = (next, effects + more)
        }
        let (next, more) = playbook.advance(run, .timePassed, at: .now())
        (run, effects) = (next, effects + more)
        guard run != old || !begun.events.isEmpty else { return .done(Effects()) }
        let move = RunMove(
            run,
            effects,
            version: begun.version,
            taken: begun.events.map(\.id)
        )
        return .done(Effects(run: move))
    }

    /// As it was left; at its beginning as it was asked for. Nil where its target is not there.
    private func run(
        _ begun: RunWork.Begun,
        of playbook: Playbook,
        _ attempt: Attempt
    ) async throws(StoreError) -> Run? {
        if let run = Run(json: begun.state) { return run }
        var target: Resource?
        if let name = begun.target {
            guard let found = try await resource(name) else { return nil }
            target = found
        }
        return Run(
            id: begun.id,
            of: playbook,
            textDigest: begun.digest,
            target: target,
            account: begun.target.flatMap { attempt.estate.account($0.account) },
            inputs: begun.inputs,
            caseName: begun.caseName,
            reason: begun.reason,
            startedBy: begun.startedBy,
            forensics: attempt.rules.configuration.forensics.texts,
            onlyAnalyses: begun.onlyAnalyses,
            isDry: begun.isDry
        )
    }

    private func resource(_ name: ResourceName) async throws(StoreError) -> Resource? {
        guard let type = Catalogue.aws[name.type] else { return nil }
        let found = try await tools.inventories.contents(
            of: name.account,
            types: [type],
            region: name.region
        )
        return found.resources.first { $0.name.id == name.id && $0.name.region == name.region }
    }
}
