import AWS
import CEL
import Foundation
import Guardrails
import Playbooks

/// The playbooks' YAML files: those of a folder, or some that are named.
struct PlaybooksFolder {
    private static let endings = [".yaml", ".yml"]

    let paths: [String]

    /// - Parameter paths: files and folders; empty: $PARAPET_PLAYBOOKS, else ops/playbooks.
    init(_ paths: [String]) { self.paths = paths.isEmpty ? [Wiring().playbooksFolder] : paths }

    /// - Throws: the first that cannot be read; where there is none.
    func files() throws -> [(name: String, text: String)] {
        let files = try paths.flatMap(Self.names)
        return try files.map { ($0, try Self.text($0)) }
    }

    /// Each by itself; the folder where that is not to be had. None where nobody named a folder and there
    /// is none.
    func found() -> [RuleFiles.Found] {
        paths.flatMap { path -> [RuleFiles.Found] in
            do {
                return try Self.names(path).map(Self.found)
            } catch {
                let isThere = FileManager.default.fileExists(atPath: path)
                guard isThere || path != Wiring.standardPlaybooks else { return [] }
                return [Self.unread(path, "PAR-PLB-08", "there is no playbook in \(path)", nil)]
            }
        }
    }

    private static func found(_ file: String) -> RuleFiles.Found {
        do throws(TextFile.Fault) {
            return .text(RuleTexts.File(file: file, text: try TextFile.read(file, isKept: true)))
        } catch {
            return unread(file, "PAR-PLB-09", "\(file) \(error.text)", error.hint)
        }
    }

    private static func unread(
        _ name: String,
        _ code: String,
        _ message: String,
        _ hint: String?
    ) -> RuleFiles.Found {
        let place = Place(file: name, line: 1, column: 1)
        return .unread(name, Problem(code: code, place: place, message: message, hint: hint))
    }

    /// - Parameter tests: whether the playbooks' own tests are run.
    func load(running tests: Bool = false) throws -> [Playbook] {
        try Playbook.load(files: files(), catalogue: .aws, steps: .aws, running: tests)
    }

    /// The text of the file that says it is the playbook of a name; nil where none says so.
    func text(of name: String) -> String? {
        let files = (try? files()) ?? []
        return files.first { file in
            let loaded = try? Playbook.load(
                yaml: file.text,
                file: file.name,
                catalogue: .aws,
                steps: .aws,
                running: false
            )
            return loaded?.name == name
        }?.text
    }

    private static func names(_ path: String) throws -> [String] {
        if endings.contains(where: path.lowercased().hasSuffix) { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Failure(
                "PAR-PLB-08 \(path) is neither a folder nor a playbook",
                hint: "name a file that ends in .yaml or .yml, or set PARAPET_PLAYBOOKS"
            )
        }
        let files = names.filter { !$0.hasPrefix(".") }
            .filter { name in endings.contains(where: name.lowercased().hasSuffix) }
        guard !files.isEmpty else {
            throw Failure(
                "PAR-PLB-08 there is no playbook in \(path)",
                hint: "a playbook is a file that ends in .yaml or .yml"
            )
        }
        return files.sorted().map { "\(path)/\($0)" }
    }

    private static func text(_ file: String) throws -> String {
        try TextFile.read(file, code: "PAR-PLB-09")
    }
}
