import Foundation
import Testing

/// The rooms from the ground up: each may import only rooms above it in this list, and only the
/// outside modules named for it.
private let rooms: [(name: String, outside: Set<String>)] = [
    ("Document", ["CSIMDJSON", "CXML", "FoundationEssentials"]),
    ("CEL", ["CRE2", "Glibc"]),
    ("Policy", []),
    ("Guardrails", ["CYaml", "Yams"]),
    ("Playbooks", []),
    ("Records", []),
    ("Platform", ["CCurl", "COpenSSL", "CPostgres", "Glibc"]),
    ("AWS", ["CAssets"]),
    ("Notify", []),
    ("Store", ["Glibc"]),
    ("Cluster", ["Logging", "ServiceLifecycle"]),
    ("parapet", ["ArgumentParser", "Foundation", "Logging", "ServiceLifecycle", "UnixSignals"]),
    ("Rehearsal", ["CAssets", "Foundation", "Glibc", "Testing"]),
]

struct LayersTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources").standardizedFileURL

    @Test(arguments: rooms.indices)
    func importsOnlyGoUp(index: Int) throws {
        let room = rooms[index]
        let allowed = Set(rooms[..<index].map(\.name)).union(room.outside)
        let files = try #require(
            FileManager.default.enumerator(atPath: Self.sources.appending(path: room.name).path)
        )
        var count = 0
        for case let file as String in files where file.hasSuffix(".swift") {
            count += 1
            let url = Self.sources.appending(path: "\(room.name)/\(file)")
            for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
                // One that is indented stands in a text.
                guard line.first != " " else { continue }
                let words = line.split(separator: " ")
                guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count,
                    at == 0 || words[0].hasPrefix("@")
                else { continue }
                let module = String(words[words.count - 1].prefix { $0 != "." })
                #expect(allowed.contains(module), "\(room.name)/\(file) imports \(module)")
            }
        }
        #expect(count > 0)
    }

    @Test func everyRoomIsInTheTable() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        let known = Set(rooms.map(\.name)).union(rooms.flatMap(\.outside))
        for folder in folders { #expect(known.contains(folder), "\(folder)") }
    }

    /// A type named like its module makes the module's other names unreachable.
    @Test func noTypeSharesItsModulesName() throws {
        for room in rooms {
            let files = try #require(
                FileManager.default.enumerator(
                    atPath: Self.sources.appending(path: room.name).path
                )
            )
            for case let file as String in files where file.hasSuffix(".swift") {
                let url = Self.sources.appending(path: "\(room.name)/\(file)")
                let text = try String(contentsOf: url, encoding: .utf8)
                for kind in ["struct", "enum", "class", "actor", "protocol"] {
                    #expect(!text.contains("public \(kind) \(room.name) "), "\(file)")
                }
            }
        }
    }
}
