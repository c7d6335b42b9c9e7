import Foundation
import Testing

/// How the code is written. Each list of what is not so yet only becomes shorter: what is mended leaves it.
struct StyleTests {
    private static let longFiles: Set<String> = [
        "Sources/AWS/Resources/Bucket.swift", "Sources/CEL/Syntax/Parser.swift",
        "Tests/AWSTests/TrailAlarmTests.swift", "Tests/ClusterTests/AuthoringTests.swift",
        "Tests/PolicyTests/InquiryTests.swift", "Tests/StoreTests/MessagesTests.swift",
        "Tests/StoreTests/ReceivedEventTests.swift",
    ]
    private static let longFunctions: Set<String> = [
        "Sources/AWS/Credentials/RolePolicies+Deploy.swift deploy",
        "Sources/AWS/Resources/Bucket.swift resource",
        "Sources/Cluster/Jobs/Scan.swift perform",
        "Sources/Guardrails/Language/Guardrail+YAML.swift read",
        "Tests/ClusterTests/CatalogueTests.swift theCommandsShowIt",
        "Tests/ClusterTests/ExceptionTests.swift askedForGrantedExtendedAndRunOut",
        "Tests/ClusterTests/LookJobTests.swift looksAtItsResourceAndTouchesNothingElse",
        "Tests/ClusterTests/NamesTests.swift anExceptionIsHeldToWhatIsKnown",
        "Tests/ClusterTests/PlanCommandTests.swift expectReasons",
        "Tests/ClusterTests/RetryTests.swift itsAccountsJoinRunsAgainAndSeesWhatItBrings",
        "Tests/GuardrailsTests/AdmissionTests.swift limitsHold",
        "Tests/StoreTests/EventQueueTests.swift "
            + "aNewAccountIsSweptOnceItIsListedAndItsRoleLetsUsIn",
        "Tests/StoreTests/MessagesTests.swift aReaderOfOneAccountSeesWhatIsToldOfIt",
    ]
    private static let shadows: Set<String> = ["Collection"]

    /// The standard library's, as far as anybody might take them.
    private static let standard: Set<String> = [
        "Any", "Array", "Bool", "Character", "Clock", "Codable", "Collection", "Comparable",
        "Decoder", "Dictionary", "Double", "Duration", "Encoder", "Equatable", "Error", "Hashable",
        "Hasher", "Identifiable", "Int", "KeyPath", "Mirror", "Never", "Optional", "Range",
        "Result", "Sequence", "Set", "Slice", "String", "Substring", "Task", "TaskGroup", "Unicode",
        "Void",
    ]

    private struct File {
        let name: String
        let lines: [String]
    }

    private static func files(_ folder: String) throws -> [File] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../..").standardizedFileURL
        let base = root.appending(path: folder)
        let names = try #require(FileManager.default.enumerator(atPath: base.path))
        var files: [File] = []
        for case let name as String in names where name.hasSuffix(".swift") {
            let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
            files.append(File(name: "\(folder)/\(name)", lines: text.components(separatedBy: "\n")))
        }
        #expect(files.count > 100)
        return files
    }

    @Test func filesAreShort() throws {
        let files = try Self.files("Sources") + Self.files("Tests")
        // The last line's end begins none.
        let long = files.filter { $0.lines.count - 1 > 400 }.map(\.name)
        #expect(Set(long).subtracting(Self.longFiles) == [])
    }

    @Test func functionsAreShort() throws {
        let files = try Self.files("Sources") + Self.files("Tests")
        let long = files.flatMap { file in
            Self.functions(file).filter { $0.lines > 70 }.map { "\(file.name) \($0.name)" }
        }
        #expect(Set(long).subtracting(Self.longFunctions) == [])
    }

    /// By the indentation, which swift-format holds.
    private static func functions(_ file: File) -> [(name: String, lines: Int)] {
        var found: [(String, Int)] = []
        for (start, line) in file.lines.enumerated() {
            guard line.contains("func ") || line.contains("init("), !line.contains(".init("),
                let match = line.firstMatch(of: /^( *)[^"\/]*?(?:\bfunc +(\S+?)|\b(init))[(<]/)
            else { continue }
            let indentation = String(match.1)
            let rest = file.lines[(start + 1)...]
            guard let end = rest.firstIndex(of: indentation + "}") else { continue }
            // One without a body, or on one line, ends before the next declaration beside it begins.
            let isBegun = rest[..<end].contains { line in
                line.hasPrefix(indentation) && line.dropFirst(indentation.count).first != " "
                    && ["func ", "init(", "var ", "let ", "struct "].contains { line.contains($0) }
            }
            if !isBegun { found.append((String(match.2 ?? match.3 ?? ""), end - start + 1)) }
        }
        return found
    }

    /// Who shadows it makes every reader look twice which one is meant.
    @Test func noTypeIsNamedLikeTheStandardLibrarys() throws {
        let declaration = /^(?:[a-z]+ )*(?:struct|enum|class|actor|protocol|typealias) (\w+)/
        let names = try Self.files("Sources").flatMap(\.lines).compactMap { line in
            line.firstMatch(of: declaration).map { String($0.1) }
        }
        #expect(Set(names).intersection(Self.standard) == Self.shadows)
    }

    /// They hold on an idle machine and nowhere else. What is to come is waited for (`eventually`), what
    /// takes time is told the time.
    @Test func nothingIsHeldToSeconds() throws {
        for file in try Self.files("Tests") where !file.name.hasPrefix("Tests/LayersTests/") {
            for (number, line) in file.lines.enumerated() {
                let isMeasured =
                    line.contains("duration(to: .now)") || line.contains("ContinuousClock.now -")
                    || line.contains("< deadline") || line.contains("timeIntervalSince")
                #expect(!isMeasured, "\(file.name):\(number + 1) \(line)")
            }
        }
    }
}
