import CEL
import Document
import Foundation
import Testing

/// Runs the public conformance cases where they are at hand: in the folder that PARAPET_SHARED
/// names, or in `shared` beside the package.
@Suite struct ConformanceTests {
    private static var cases: URL {
        let package = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["PARAPET_SHARED"].map { URL(filePath: $0) }
            ?? package.deletingLastPathComponent().appending(path: "shared")
        return shared.appending(path: "conformance/cel/visible.jsonl")
    }

    @Test func passesEveryCase() throws {
        guard let data = FileManager.default.contents(atPath: Self.cases.path) else {
            print("skipped: no conformance cases; set PARAPET_SHARED to the folder that has them")
            return
        }
        var count = 0
        for line in data.split(separator: UInt8(ascii: "\n")) {
            count += 1
            let test = try JSON.parse(Array(line))
            let answer = ConformanceLine.answer(Self.request(test, id: count))
            let name = ["file", "section", "name"].map { test[$0]?.string ?? "" }
                .joined(separator: "/")
            #expect(
                Self.passes(test, answer),
                "\(name): \(test["expr"]?.string ?? "") gave \(answer)"
            )
        }
        #expect(count > 1000)
    }

    private static func request(_ test: JSON, id: Int) -> JSON {
        var request: Object = ["id": .int(Int64(id))]
        for key in [
            "expr", "container", "disable_check", "check_only", "disable_macros", "type_env",
        ] {
            request[key] = test[key]
        }
        let bindings = test["bindings"]?.object ?? Object()
        request["bindings"] = .object(Object(bindings.map { ($0.0, $0.1["value"] ?? $0.1) }))
        return .object(request)
    }

    private static func passes(_ test: JSON, _ answer: JSON) -> Bool {
        if test["eval_error"] != nil { return answer["error"] != nil }
        if let deduced = test["typed_result"]?["deducedType"], answer["type"] != deduced {
            return false
        }
        if test["check_only"]?.bool == true { return answer["error"] == nil }
        guard let expected = test["typed_result"]?["result"] ?? test["value"],
            let value = answer["value"]
        else { return false }
        return plain(value) == plain(expected)
    }

    /// Map entries in an order of their own, and numbers in one kind.
    private static func plain(_ json: JSON) -> JSON {
        switch json {
        case .int(let number): return .double(Double(number))
        case .array(let list): return .array(list.map(plain))
        case .object(let object):
            if case .array(let entries)? = object["entries"] {
                let sorted = entries.map(plain).sorted { "\($0)" < "\($1)" }
                return ["entries": .array(sorted)]
            }
            return .object(Object(object.map { ($0.0, plain($0.1)) }))
        default: return json
        }
    }
}
