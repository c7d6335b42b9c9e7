import Foundation
import Testing

/// A folder in which everything of a kind has a line in one list.
private struct Registry: Sendable, CustomTestStringConvertible {
    let folder: String
    /// The file in it that has the lines.
    let list: String
    /// What declares a thing; the first group is its name.
    let declaration: String
    let line: @Sendable (String) -> String
    /// What else there is to do for another one.
    var more = ""

    var testDescription: String { folder }
}

private let registries: [Registry] = [
    Registry(
        folder: "Sources/parapet/Formats",
        list: "All.swift",
        declaration: #"struct (\w+Format): "#,
        line: { "\($0).self" }
    ),
    Registry(
        folder: "Sources/Notify/Channels",
        list: "All.swift",
        declaration: #"struct (\w+Channel): Channel\b"#,
        line: { "\($0).self" },
        more: ", and its keys to Configuration.Channel"
    ),
    Registry(
        folder: "Sources/Cluster/Duties",
        list: "AllDuties.swift",
        declaration: #"(?:struct|class) (\w+): Duty\b"#,
        line: { "\($0).self" }
    ),
    Registry(
        folder: "Sources/Cluster/Jobs",
        list: "AllJobKinds.swift",
        declaration: #"(?:struct|class) (\w+): JobKind\b"#,
        line: { "\($0).self" },
        more: ", and who may claim it and which effects it has to a new file of sql/tables"
    ),
    Registry(
        folder: "Sources/AWS/Resources",
        list: "All.swift",
        declaration: #"static let (\w+)(?:: Collector)? = Collector\b"#,
        line: { ".\($0)," },
        more: ", and run 'parapet permissions' anew for the policies in ops/iam"
    ),
    Registry(
        folder: "Sources/AWS/Actions",
        list: "AllActions.swift",
        declaration: #"static let (\w+) = (?:Action\(|ingressRevocation\()"#,
        line: { ".\($0)," },
        more: ", and play it in Tests/AWSTests/ActionScene.swift"
    ),
    Registry(
        folder: "Sources/AWS/Steps",
        list: "AllSteps.swift",
        declaration: #"static let (\w+) = Step\("#,
        line: { ".\($0)," },
        more: ", and run 'parapet playbook schema' anew for ops/playbooks/schema.json"
    ),
]

@Suite struct RegistriesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    private static func read(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func files(_ folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(ending) }.sorted()
    }

    /// The first group of each match.
    private static func names(_ pattern: String, in text: String) throws -> [String] {
        text.matches(of: try Regex(pattern)).compactMap { $0.output[1].substring.map(String.init) }
    }

    @Test(arguments: registries)
    private func everyFileHasItsLine(registry: Registry) throws {
        let (folder, list) = (registry.folder, registry.list)
        let lines = try Self.read("\(folder)/\(list)")
        var found: [String] = []
        for file in try Self.files(folder, ending: ".swift") where file != list {
            let text = try Self.read("\(folder)/\(file)")
            for name in try Self.names(registry.declaration, in: text) {
                found.append(registry.line(name))
                #expect(
                    lines.contains(registry.line(name)),
                    """
                    \(folder)/\(file): \(name) is left out: add \(registry.line(name)) to \
                    \(folder)/\(list)\(registry.more)
                    """
                )
            }
        }
        #expect(found.count > 1)
        #expect(Set(found).count == found.count, "two of one name in \(folder)")
    }

    /// The kinds that the program knows are those that the database knows, and each is done.
    @Test func everyKindOfJobIsKnownToTheDatabase() throws {
        let program = Set(
            try Self.names(
                #"(?m)^ +case (\w+)$"#,
                in: String(
                    try Self.read("Sources/Store/Jobs/Job.swift").split(separator: "public let id")[
                        0
                    ]
                )
            )
        )
        var database: Set<String> = []
        for file in try Self.files("sql/tables", ending: ".sql") {
            let parts = try Self.read("sql/tables/\(file)")
                .components(separatedBy: "insert into parapet.job_kind").dropFirst()
            for part in parts {
                let rows = part.prefix { $0 != ";" }
                database.formUnion(try Self.names(#"\('(\w+)', 'parapet_"#, in: String(rows)))
            }
        }
        var done: Set<String> = []
        for file in try Self.files("Sources/Cluster/Jobs", ending: ".swift") {
            let text = try Self.read("Sources/Cluster/Jobs/\(file)")
            done.formUnion(try Self.names(#"static let kind = Job\.Kind\.(\w+)"#, in: text))
        }
        #expect(program.count > 1)
        for kind in program.subtracting(database) {
            Issue.record("say in a new file of sql/tables who may claim a job of kind '\(kind)'")
        }
        for kind in database.subtracting(program) {
            Issue.record("add a case \(kind) to Job.Kind in Sources/Store/Jobs/Job.swift")
        }
        for kind in program.subtracting(done) {
            Issue.record("say in a new file of Sources/Cluster/Jobs how a job of '\(kind)' is done")
        }
    }
}
