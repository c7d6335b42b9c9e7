import Foundation
import Platform
import Rehearsal
import Store

extension Scene {
    /// Asks for a sweep as a person does; its id.
    func request(
        _ arguments: String...,
        refresh: Bool = false
    ) async throws -> String {
        var narrowing: [String: [String]] = [:]
        for (name, value) in zip(arguments, arguments.dropFirst()) where name.hasPrefix("--") {
            narrowing[name, default: []].append(value)
        }
        return try await Sweeps(database: database.owner).request(
            .init(
                accounts: narrowing["--account"] ?? [],
                regions: narrowing["--region"] ?? [],
                guardrails: narrowing["--guardrail"] ?? []
            ),
            refresh: refresh
        ).sweep
    }

    func state(of sweep: String) async throws -> Sweeps.State? {
        try await Sweeps(database: database.owner).status(sweep)?.state
    }

    /// Changes what `parapet.yaml` says.
    func configure(_ change: (String) -> String) throws {
        let file = standIn.configuration
        try change(try String(contentsOfFile: file, encoding: .utf8))
            .write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// How often the stand-in was asked, by `service.Operation`.
    func calls() async throws -> [String: Int] {
        let counts = try await standIn.counts().map { call in
            let name = "\(call["service"]?.string ?? "").\(call["operation"]?.string ?? "")"
            return (name, Int(call["count"]?.int ?? 0))
        }
        return Dictionary(counts, uniquingKeysWith: +)
    }
}
