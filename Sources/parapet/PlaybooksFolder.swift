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

    /// - Parameter tests: whether the playbooks' own tests are run.
    func load(running tests: Bool = false) throws -> [Playbook] {
        try Playbook.load(files: files(), catalogue: .aws, steps: .aws, running: tests)
    }

    /// The playbook of a name, and its text.
    ///
    /// - Throws: what is wrong with the file of that name; where there is none.
    func find(_ name: String) throws -> (playbook: Playbook, text: String) {
        var others: [String] = []
        for file in try files() {
            do {
                let playbook = try Playbook.load(
                    yaml: file.text,
                    file: file.name,
                    catalogue: .aws,
                    steps: .aws
                )
                if playbook.name == name { return (playbook, file.text) }
                others.append(playbook.name)
            } catch {
                // One that is broken costs itself alone.
                let file = URL(filePath: file.name).deletingPathExtension().lastPathComponent
                if file == name { throw error }
            }
        }
        throw Failure(
            "PAR-PLB-10 there is no playbook '\(name)'",
            hint: Suggestion.nearest(to: name, in: others).map { "did you mean '\($0)'?" }
                ?? "set PARAPET_PLAYBOOKS to the folder that holds it"
        )
    }

    private static func names(_ path: String) throws -> [String] {
        if endings.contains(where: path.lowercased().hasSuffix) { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Failure(
                "PAR-PLB-08 \(path) is neither a folder nor a playbook",
                hint: "name a file that ends in .yaml or .yml, or set PARAPET_PLAYBOOKS"
            )
        }
        let files = names.filter { name in endings.contains(where: name.lowercased().hasSuffix) }
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
