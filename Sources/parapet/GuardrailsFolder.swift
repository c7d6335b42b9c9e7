import AWS
import Foundation
import Guardrails
import Store

/// A folder of guardrails' YAML files, or one of them.
struct GuardrailsFolder {
    let path: String

    private static let endings = [".yaml", ".yml"]

    /// - Throws: the first that cannot be read.
    func files() throws -> [RuleTexts.File] { try found().map(Self.text) }

    /// Its guardrails, each by itself; the folder where that is not to be had.
    func found() -> [RuleFiles.Found] {
        if isFile { return [read(path)] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return [missing]
        }
        let files = read(names, in: path)
        guard files.isEmpty else { return files }
        return [
            unread(
                "PAR-GRD-08",
                "there is no guardrail in \(path)",
                hint: "a guardrail is a file that ends in .yaml or .yml"
            )
        ]
    }

    /// A file that is none of ours is there, and no folder is.
    private var missing: RuleFiles.Found {
        FileManager.default.fileExists(atPath: path)
            ? unread(
                "PAR-GRD-08",
                "\(path) is neither a folder nor a guardrail",
                hint: "a guardrail is a file that ends in .yaml or .yml"
            )
            : unread(
                "PAR-GRD-08",
                "there is no folder \(path)",
                hint: "name one, or set PARAPET_GUARDRAILS"
            )
    }

    private var isFile: Bool { Self.endings.contains(where: path.lowercased().hasSuffix) }

    /// - Throws: the first that cannot be read.
    func frameworks() throws -> [RuleTexts.File] { try foundFrameworks().map(Self.text) }

    /// The versions of frameworks in its folder `frameworks`, or the one beside the file, where there
    /// is one.
    func foundFrameworks() -> [RuleFiles.Found] {
        let home = isFile ? URL(filePath: path).deletingLastPathComponent().path : path
        let folder = home + "/frameworks"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            return []
        }
        return read(names, in: folder)
    }

    /// Those, and what Parapet knows by itself.
    func knownFrameworks() throws -> [Framework] {
        Catalogue.aws.frameworks(
            beside: try frameworks().map { try Framework(yaml: $0.text, file: $0.file) }
        )
    }

    /// Not those that are hidden: editors and archives leave such behind.
    private func read(_ names: [String], in folder: String) -> [RuleFiles.Found] {
        names.filter { !$0.hasPrefix(".") }
            .filter { name in Self.endings.contains(where: name.lowercased().hasSuffix) }
            .sorted().map { read(folder + "/" + $0) }
    }

    private func read(_ file: String) -> RuleFiles.Found {
        do throws(TextFile.Fault) {
            return .text(RuleTexts.File(file: file, text: try TextFile.read(file, isKept: true)))
        } catch {
            return .unread(
                file,
                Problem(
                    code: "PAR-GRD-09",
                    place: Place(file: file, line: 1, column: 1),
                    message: "\(file) \(error.text)",
                    hint: error.hint
                )
            )
        }
    }

    private func unread(_ code: String, _ message: String, hint: String) -> RuleFiles.Found {
        let place = Place(file: path, line: 1, column: 1)
        return .unread(path, Problem(code: code, place: place, message: message, hint: hint))
    }

    private static func text(_ found: RuleFiles.Found) throws -> RuleTexts.File {
        switch found {
        case .text(let file): return file
        case .unread(_, let problem):
            throw Failure("\(problem.code) \(problem.message)", hint: problem.hint ?? "")
        }
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
