import Document
import Foundation
import Platform

/// A stand-in for AWS of its own for one test: `ops/stand-in`.
public final class StandIn: Sendable {
    public static let python = ProcessInfo.processInfo.environment["PARAPET_TEST_PYTHON"]

    /// The standard variables of its caller.
    public let environment: [String: String]
    /// Where its `parapet.yaml` is.
    public let configuration: String
    /// What a sweep must find, as the seed wrote it down.
    public let expected: JSON
    private let http = HTTPClient()

    private init(environment: [String: String], configuration: String, expected: JSON) {
        self.environment = environment
        self.configuration = configuration
        self.expected = expected
    }

    /// Lends one and ends it afterwards, whatever happens.
    public static func with(
        estate: String = "small",
        verifyingSignatures: Bool = false,
        _ body: (StandIn) async throws -> Void
    ) async throws {
        let state = FileManager.default.temporaryDirectory
            .appending(path: "parapet-stand-in-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: state) }
        try await StandInCopies.of(estate)
            .with(state: state, verifyingSignatures: verifyingSignatures) {
                try await body(StandIn(state: state))
            }
    }

    private convenience init(state: URL) throws {
        let file = state.appending(path: "stand-in.env")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let variables = lines.compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        let expected = try Data(contentsOf: state.appending(path: "expected.json"))
        self.init(
            environment: Dictionary(variables, uniquingKeysWith: { $1 }),
            configuration: state.appending(path: "parapet.yaml").path,
            expected: try JSON.parse(Array(expected))
        )
    }

    /// From now on these calls go wrong (`ops/stand-in/README.md`); replaces earlier rules.
    public func set(rules: JSON) async throws {
        _ = try await control("PUT", "rules", body: Array(rules.text.utf8))
    }

    /// Calls by what was asked, each with how often.
    public func counts() async throws -> [JSON] {
        try await control("GET", "counts").array ?? []
    }

    public func forgetCalls() async throws { _ = try await control("DELETE", "calls") }

    func control(_ method: String, _ path: String, body: [UInt8] = []) async throws -> JSON {
        let url = "\(environment["AWS_ENDPOINT_URL"] ?? "")/stand-in/\(path)"
        let response = try await http.send(HTTPRequest(method: method, url: url, body: body))
        guard response.status == 200 else {
            throw Missing(variable: String(decoding: response.body, as: UTF8.self))
        }
        return try JSON.parse(response.body)
    }
}
