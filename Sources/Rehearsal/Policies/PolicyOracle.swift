import Document
import Foundation
import Policy

/// Asks z3 the same questions as the engine and compares (`ops/policy/oracle`).
public enum PolicyOracle {
    public struct Outcome: Sendable {
        public var contradictions: [String] = []
        /// Questions that both answered.
        public var compared = 0
        /// Of those, how many times somebody is allowed something.
        public var allowed = 0
        /// z3 took longer than it may.
        public var timeouts = 0
        /// The engine says that it cannot tell.
        public var unknown = 0
        /// What one of both does not read, or proves for some values of variables only.
        public var open = 0
    }

    /// - Throws: ``Missing`` without Python, or with what the script says where it fails.
    public static func compare(_ questions: [PolicyQuestion]) async throws -> Outcome {
        guard let python = StandIn.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (asked, answered) = (
            folder.appending(path: "asked"), folder.appending(path: "answered")
        )
        try Data(questions.map { $0.json.text + "\n" }.joined().utf8).write(to: asked)
        let program = try Program(
            python,
            [Repository.folder + "/ops/policy/oracle", asked.path, answered.path],
            environment: [:]
        )
        guard await program.wait() == 0 else { throw Missing(variable: program.error) }
        let answers = try String(contentsOf: answered, encoding: .utf8).split(separator: "\n")
        guard answers.count == questions.count else { throw Missing(variable: "answers of z3") }
        var outcome = Outcome()
        for (question, answer) in zip(questions, answers) { outcome.add(question, answer) }
        return outcome
    }
}

extension PolicyOracle.Outcome {
    fileprivate mutating func add(_ question: PolicyQuestion, _ answer: Substring) {
        let own = question.answer()
        switch (own, answer) {
        case (.unknown, _): unknown += 1
        case (_, "timeout"): timeouts += 1
        case (.yes, "yes"), (.no, "no"):
            compared += 1
            if own.isYes { allowed += 1 }
        case (.yes, "no"), (.no, "yes"):
            compared += 1
            contradictions.append("z3 says \(answer), the engine \(own): \(question.json.text)")
        default: open += 1
        }
    }
}
