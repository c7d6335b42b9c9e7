import Foundation
import Rehearsal
import Testing

@testable import parapet

/// What the pages say of the program is so.
@Suite struct DocumentationTests {
    private static func files(_ folder: String, ending: String) throws -> [String] {
        try FileManager.default
            .contentsOfDirectory(atPath: "\(Repository.folder)/\(folder)")
            .filter { $0.hasSuffix(ending) }
    }

    @Test func everyPageIsInTheList() throws {
        let listed = Set(Documentation.pages.map(\.path))
        for folder in [".", ".github", "ops/docs"] {
            for file in try Self.files(folder, ending: ".md") {
                let path = folder == "." ? file : "\(folder)/\(file)"
                #expect(listed.contains(path), "add \(path) to Documentation.pages")
            }
        }
    }

    /// A fence of another kind would be run by nobody.
    @Test(arguments: Documentation.pages)
    func everyFenceSaysWhatItIs(page: Documentation.Page) throws {
        let known: Set = [
            "console", "text", "sql", "sql owner", "yaml guardrail", "yaml configuration",
            "yaml baseline", "yaml playbook", "json finding", "json sweep", "mermaid",
        ]
        for kind in try page.kinds() { #expect(known.contains(kind), "\(page): \(kind)") }
    }

    @Test(arguments: Documentation.pages)
    func linksLeadSomewhere(page: Documentation.Page) throws {
        let file = URL(filePath: Repository.folder).appending(path: page.path)
        for match in try page.prose().matches(of: #/\]\(([^)\s]+)\)/#) {
            let parts = match.output.1.split(separator: "#", maxSplits: 1)
            guard let path = parts.first, !match.output.1.hasPrefix("https:") else { continue }
            let target = file.deletingLastPathComponent().appending(path: String(path))
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(path)")
        }
    }

    // MARK: commands

    @Test(arguments: Documentation.pages)
    func commandsAndOptionsInTheTextExist(page: Documentation.Page) throws {
        let commands = ProgramCommands()
        // The inputs of a playbook are options of the command that runs it.
        let inputs = try PlaybooksFolder([Repository.folder + "/ops/playbooks"]).load()
            .flatMap(\.inputs).map { "--\($0.name)" }
        let anywhere = commands.all.values.reduce(into: Set(inputs)) { $0.formUnion($1.options) }
        for line in try page.prose().split(separator: "\n\n") {
            for match in line.matches(of: #/`([^`]+)`/#) {
                let words = match.output.1.split(whereSeparator: \.isWhitespace).map(String.init)
                let options = words.filter { $0.hasPrefix("--") }
                if words.first == "parapet", words.count > 1, words[1] != "help" {
                    let found = commands.command(Array(words.dropFirst()))
                    let isOption = words[1].hasPrefix("--")
                    #expect(found != nil || isOption, "\(page): \(match.output.1)")
                    let known = found?.command.options ?? anywhere
                    for option in options {
                        #expect(known.contains(option), "\(page): \(match.output.1)")
                    }
                } else if let option = words.first, option.hasPrefix("--") {
                    #expect(anywhere.contains(option), "\(page): \(option)")
                }
            }
        }
    }

    /// An example that is broken in its middle cannot be copied.
    @Test func examplesInHelpStandAsTheyAreWritten() {
        var count = 0
        for (name, command) in ProgramCommands().all {
            let shown = Set(command.help.split(separator: "\n"))
            let lines = command.discussion.split(separator: "\n", omittingEmptySubsequences: false)
            let examples = lines.drop { $0 != "Example:" }.dropFirst().prefix { !$0.isEmpty }
            for line in examples {
                #expect(shown.contains(line), "parapet \(name): \(line)")
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test func everyCommandIsDocumented() throws {
        let page = try Documentation.page("ops/docs/operating.md").text()
        let commands = ProgramCommands().all.filter { $0.value.isToBeDocumented }.keys
        #expect(commands.count > 30)
        for command in commands {
            #expect(page.contains("`parapet \(command)`"), "parapet \(command)")
        }
    }

    @Test func everyVariableIsDocumented() throws {
        let page = try Documentation.page("ops/docs/operating.md").text()
        var found: Set<String> = []
        for room in ["parapet", "Cluster", "Store"] {
            let folder = "\(Repository.folder)/Sources/\(room)"
            let files = try #require(FileManager.default.enumerator(atPath: folder))
            for case let file as String in files where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                let names = text.matches(of: #/"(PARAPET_[A-Z_]+)"/#)
                found.formUnion(names.map { String($0.output.1) })
            }
        }
        let table = Set(page.matches(of: #/`(PARAPET_[A-Z_]+)`/#).map { String($0.output.1) })
        #expect(found.count >= 5 && table == found)
    }

    // MARK: lists

    @Test func everyErrorCodeHasItsKindInTheirPage() throws {
        let page = try Documentation.page("ops/docs/errors.md").text()
        let kinds = Set(ErrorCode.all.map { $0.code.split(separator: "-")[1] })
        let told = Set(page.matches(of: #/`PAR-([A-Z]+)`/#).map(\.output.1))
        #expect(told == kinds)
    }

    @Test(arguments: Documentation.pages)
    func codesThatAreNamedExist(page: Documentation.Page) throws {
        let known = Set(ErrorCode.all.map(\.code))
        for match in try page.text().matches(of: #/PAR-[A-Z]+-[0-9]{2}/#) {
            #expect(known.contains(String(match.output)), "\(page): \(match.output)")
        }
    }

    @Test func everyGuardrailThatShipsIsListed() throws {
        let page = try Documentation.page("ops/docs/guardrails.md").text()
        let files = try Self.files("ops/guardrails", ending: ".yaml")
        let names = Set(files.map { $0.replacingOccurrences(of: ".yaml", with: "") })
        let listed = Set(
            page.matches(of: #/(?m)^\| `([a-z0-9-]+)` \|/#).map { String($0.output.1) }
        )
        #expect(names == listed)
    }

    @Test func everyRoomIsDescribed() throws {
        let page = try Documentation.page("ops/docs/contributing.md").text()
        let rooms = try FileManager.default
            .contentsOfDirectory(atPath: "\(Repository.folder)/Sources")
        for room in rooms { #expect(page.contains("`\(room)`"), "\(room)") }
    }

    // MARK: files

    @Test func theFilesInThemLoad() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-documentation-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ text: String, _ name: String) throws -> String {
            let file = folder.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }
        let guardrails = try Documentation.fences("yaml guardrail")
        let configurations = try Documentation.fences("yaml configuration")
        let baselines = try Documentation.fences("yaml baseline")
        #expect(guardrails.count >= 4 && configurations.count == 3 && baselines.count == 1)
        _ = try write(baselines[0], "baseline.yaml")
        let configuration = "\(folder.path)/parapet.yaml"
        for text in configurations.reversed() {
            let checked = try await Program.run(
                ["config", "check", try write(text, "parapet.yaml")],
                environment: ["PARAPET_GUARDRAILS": "\(folder.path)/none"]
            )
            #expect(checked.status == 0 && checked.error.isEmpty, "\(checked.error)")
        }
        // What it says of guardrails is so of those that ship.
        let shipped = try await Program.run(
            ["config", "check", configuration],
            environment: ["PARAPET_GUARDRAILS": "\(Repository.folder)/ops/guardrails"]
        )
        #expect(shipped.status == 0, "\(shipped.error)")
        let explained = try await Program.run(
            ["guardrails", "explain", "ssh-open-to-the-world"],
            environment: [
                "PARAPET_CONFIG": configuration,
                "PARAPET_GUARDRAILS": "\(Repository.folder)/ops/guardrails",
            ]
        )
        for line in ["dev: act by itself\n", "prod: act when somebody approved, Mon-Thu 08:00"] {
            #expect(explained.output.contains(line), "\(explained.output)\(explained.error)")
        }
        let playbooks = try Documentation.fences("yaml playbook")
        #expect(!playbooks.isEmpty)
        for (place, text) in playbooks.enumerated() {
            let file = try write(text, "playbook-\(place).yaml")
            let outcome = try await Program.run(
                ["playbook", "check", file],
                environment: [:]
            )
            #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
        }
        for (place, text) in guardrails.enumerated() {
            let file = try write(text, "\(place).yaml")
            let outcome = try await Program.run(
                ["guardrails", "check", file],
                environment: ["PARAPET_CONFIG": configuration]
            )
            #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
        }
    }
}
