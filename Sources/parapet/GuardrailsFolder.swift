import AWS
import Foundation
import Guardrails
import Store

/// A folder of guardrails' YAML files, or one of them.
struct GuardrailsFolder {
    let path: String

    private static let endings = [".yaml", ".yml"]

    func files() throws -> [RuleTexts.File] {
        if Self.endings.contains(where: path.lowercased().hasSuffix) { return [try read(path)] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Failure(
                "PAR-GRD-08 there is no folder \(path)",
                hint: "name one, or set PARAPET_GUARDRAILS"
            )
        }
        let files = try read(names, in: path)
        guard !files.isEmpty else {
            throw Failure(
                "PAR-GRD-08 there is no guardrail in \(path)",
                hint: "a guardrail is a file that ends in .yaml or .yml"
            )
        }
        return files
    }

    /// The versions of frameworks in its folder `frameworks`, or the one beside the file, where there
    /// is one.
    func frameworks() throws -> [RuleTexts.File] {
        let isFile = Self.endings.contains(where: path.lowercased().hasSuffix)
        let home = isFile ? URL(filePath: path).deletingLastPathComponent().path : path
        let folder = home + "/frameworks"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return []
        }
        return try read(names, in: folder)
    }

    /// Those, and what Parapet knows by itself.
    func knownFrameworks() throws -> [Framework] {
        Catalogue.aws.frameworks(
            beside: try frameworks().map { try Framework(yaml: $0.text, file: $0.file) }
        )
    }

    private func read(_ names: [String], in folder: String) throws -> [RuleTexts.File] {
        try names.filter { name in Self.endings.contains(where: name.lowercased().hasSuffix) }
            .sorted().map { try read(folder + "/" + $0) }
    }

    private func read(_ file: String) throws -> RuleTexts.File {
        RuleTexts.File(file: file, text: try TextFile.read(file, code: "PAR-GRD-09"))
    }

    /// - Parameter tests: whether the guardrails' own tests are run.
    func load(running tests: Bool = false) throws -> [Guardrail] {
        try Guardrail.load(
            files: try files().map { ($0.file, $0.text) },
            catalogue: .aws,
            running: tests
        )
    }
}
