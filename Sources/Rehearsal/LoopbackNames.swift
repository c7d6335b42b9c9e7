import Document
import Foundation
import Platform

/// A DNS server on loopback for one test: `ops/stand-in/name_server.py`.
public struct LoopbackNames: Sendable {
    /// As ``NameServer`` takes it.
    public let address: String
    private let records: String

    /// - Parameter records: values by name and type, such as `www.example.com. A`.
    public static func with(
        _ records: JSON,
        _ body: (LoopbackNames) async throws -> Void
    ) async throws {
        guard let python = StandIn.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-names-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, port) = ("\(folder.path)/records.json", "\(folder.path)/port")
        try records.text.write(toFile: file, atomically: true, encoding: .utf8)
        let script = "\(Repository.folder)/ops/stand-in/name_server.py"
        let process = try Program(python, [script, file, port], environment: [:])
        defer { process.kill() }
        try await process.await("\(port) is there") { FileManager.default.fileExists(atPath: port) }
        let number = try String(contentsOfFile: port, encoding: .utf8)
        try await body(LoopbackNames(address: "127.0.0.1:\(number)", records: file))
    }

    public func set(_ records: JSON) throws {
        try records.text.write(toFile: self.records, atomically: true, encoding: .utf8)
    }
}
