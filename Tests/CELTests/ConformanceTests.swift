import CEL
import Document
import Foundation
import Testing

/// The public conformance cases, where they lie beside the project; they are not part of it.
struct ConformanceTests {
    static let file: URL? = {
        let shared = ProcessInfo.processInfo.environment["PARAPET_SHARED"]
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../..").standardizedFileURL
        let folder = shared.map { URL(filePath: $0) } ?? root.appending(path: "../shared")
        let file = folder.appending(path: "conformance/cel/visible.jsonl").standardizedFileURL
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()

    @Test(.enabled(if: file != nil, "no conformance cases: set PARAPET_SHARED to their folder"))
    func everyCasePasses() throws {
        let text = try String(contentsOf: try #require(Self.file), encoding: .utf8)
        var count = 0
        for line in text.split(separator: "\n") {
            let testCase = try JSON.parse(String(line))
            guard testCase.object != nil else { continue }
            count += 1
            let answer = ConformanceLine.answer(Self.request(testCase))
            let name = "\(testCase["file"]?.string ?? "")/\(testCase["name"]?.string ?? "")"
            let expected = testCase["value"] ?? testCase["typed_result"]?["result"]
            if testCase["eval_error"] != nil {
                #expect(answer["error"] != nil, "\(name)")
            } else if let expected, testCase["check_only"]?.bool != true {
                let found = answer["value"].map { Self.comparable($0).text }
                #expect(found == Self.comparable(expected).text, "\(name): \(answer.text)")
            } else {
                #expect(answer["error"] == nil, "\(name)")
            }
        }
        #expect(count > 1000)
    }

    /// The cases wrap each bound value once more than the line protocol does.
    private static func request(_ testCase: JSON) -> JSON {
        var request = testCase.object ?? Object()
        let bindings = (testCase["bindings"]?.object ?? Object()).map { name, value in
            (name, value["value"] ?? value)
        }
        request["bindings"] = .object(Object(bindings))
        return .object(request)
    }

    /// Doubles by value, times by moment, maps without order.
    private static func comparable(_ value: JSON) -> JSON {
        guard case .object(let members) = value,
            let (kind, content) = members.first(where: { _ in true })
        else { return value }
        switch kind {
        case "doubleValue": return ["double": .string(content.string ?? "\(content.double ?? 0)")]
        case "listValue":
            return ["list": .array((content["values"]?.array ?? []).map(comparable))]
        case "mapValue":
            let entries = (content["entries"]?.array ?? []).map { entry in
                JSON.array([comparable(entry["key"] ?? .null), comparable(entry["value"] ?? .null)])
            }
            return ["map": .array(entries.sorted { $0.text < $1.text })]
        case "objectValue":
            guard let text = content["value"]?.string, let time = Timestamp(text) else {
                return value
            }
            return ["time": .string(time.rfc3339)]
        default: return value
        }
    }
}
