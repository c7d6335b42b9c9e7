import AWS
import Document
import Guardrails
import Store

/// What a sweep is made of, as text: stored with it, so that every worker judges alike.
public struct SweepFiles: Sendable, Hashable {
    public let configuration: String
    /// What problems call the configuration.
    public let configurationFile: String
    public let guardrails: [SweepMaterial.Source]
    /// Environment, or `default`, to the file that says what its accounts must have.
    public let baselines: [String: SweepMaterial.Source]

    public init(
        configuration: String,
        configurationFile: String,
        guardrails: [SweepMaterial.Source],
        baselines: [String: SweepMaterial.Source] = [:]
    ) {
        self.configuration = configuration
        self.configurationFile = configurationFile
        self.guardrails = guardrails
        self.baselines = baselines
    }

    /// What the texts say.
    ///
    /// - Throws: everything that is wrong with the first of them that cannot be used.
    public func check() throws(Problems) -> (configuration: Configuration, guardrails: [Guardrail])
    {
        let configuration = try Configuration(yaml: configuration, file: configurationFile)
        let guardrails = try Guardrail.load(
            files: guardrails.map { ($0.file, $0.text) },
            catalogue: .aws
        )
        let problems =
            guardrails.flatMap { $0.problems(in: configuration) }
            + configuration.problems(in: .aws)
        guard problems.isEmpty else { throw Problems(problems) }
        return (configuration, guardrails)
    }
}

extension SweepFiles {
    /// What the accounts of each environment must have.
    func baselineItems() throws(Problems) -> [String: [JSON]] {
        var items: [String: [JSON]] = [:]
        for (environment, source) in baselines {
            items[environment] = try BaselineFile.items(yaml: source.text, file: source.file)
        }
        return items
    }
}
