import Document
import Foundation
import Platform

/// Imperva Cloud WAF on loopback for one test: `ops/stand-in/imperva.py`, a process of its own.
public struct ImpervaServer: Sendable {
    /// The key that it takes.
    public static let key = (id: "4711", key: "stand-in-key")

    /// Without a path.
    public let url: String
    private let http = HTTPClient()

    public static func with(_ body: (ImpervaServer) async throws -> Void) async throws {
        guard let python = StandIn.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-imperva-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = "\(folder.path)/port"
        let script = "\(Repository.folder)/ops/stand-in/imperva.py"
        let process = try Program(python, [script, port], environment: [:])
        defer { process.kill() }
        try await process.await("\(port) is there") { FileManager.default.fileExists(atPath: port) }
        let number = try String(contentsOfFile: port, encoding: .utf8)
        try await body(ImpervaServer(url: "http://127.0.0.1:\(number)"))
    }

    private init(url: String) { self.url = url }

    /// What it does from now on, as the script says.
    public func set(_ settings: JSON) async throws {
        let body = Array(settings.text.utf8)
        _ = try await http.send(HTTPRequest(method: "PUT", url: "\(url)/stand-in", body: body))
    }

    /// The sites that it keeps.
    public func sites() async throws -> [JSON] { try await state()["sites"]?.array ?? [] }

    /// The operations that it was asked for, in their order.
    public func calls() async throws -> [String] {
        (try await state()["calls"]?.array ?? []).compactMap { $0["operation"]?.string }
    }

    private func state() async throws -> JSON {
        let answer = try await http.send(HTTPRequest(url: "\(url)/stand-in"))
        return try JSON.parse(String(decoding: answer.body, as: UTF8.self))
    }
}
