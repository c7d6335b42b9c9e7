import Yams

/// A YAML file being read by what its keys should hold. Text stays text: Yams' guesses (an account
/// id as a number) are not asked.
///
/// Problems are collected, so that one run shows everything that is wrong.
package final class YAMLSource {
    /// The problem codes of a kind of file: `PAR-CFG`, `PAR-GRD`.
    let codes: String
    package let file: String
    package private(set) var problems: [Problem] = []
    /// Whether the file has to be refused.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }
    package var warnings: [Problem] { problems.filter { $0.severity == .warning } }
    private var lines: [Substring] = []

    package init(file: String, codes: String) {
        self.file = file
        self.codes = codes
    }

    package enum Fault: String {
        case syntax = "01"
        case unknownKey = "02"
        case wrongType = "03"
        case missingKey = "04"
        case badValue = "05"
        /// A warning.
        case doubtful = "12"
    }

    /// The whole file; nil with a problem when it is not YAML. An empty file is an empty mapping.
    package func root(of text: String, _ limits: YAMLScan.Limits = .written) -> YAMLValue? {
        if let refusal = YAMLScan.refusal(of: text, limits) {
            let place = Place(file: file, line: refusal.line, column: refusal.column)
            report(.badValue, at: place, refusal.message, hint: refusal.hint)
            return nil
        }
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        do {
            let node = try Yams.compose(yaml: text) ?? Node.mapping(Node.Mapping([]))
            return YAMLValue(node: node, source: self)
        } catch let error as YamlError {
            report(.syntax, at: place(of: error), Self.message(of: error))
        } catch {
            report(.syntax, at: Place(file: file, line: 1, column: 1), "not YAML")
        }
        return nil
    }

    package func report(_ fault: Fault, at place: Place, _ message: String, hint: String? = nil) {
        report(
            Problem(
                code: "\(codes)-\(fault.rawValue)",
                place: place,
                message: message,
                hint: hint,
                severity: fault == .doubtful ? .warning : .error
            )
        )
    }

    /// Of one kind of file alone, with a code of its own.
    func report(_ problem: Problem) { problems.append(problem) }

    /// How many spaces a line begins with; lines count from 1.
    func indentation(ofLine line: Int) -> Int {
        guard lines.indices.contains(line - 1) else { return 0 }
        return lines[line - 1].prefix { $0 == " " }.count
    }

    private func place(of error: YamlError) -> Place {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _),
            .composer(_, _, let mark, _):
            Place(file: file, line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(_, let context):
            Place(file: file, line: context.mark.line, column: context.mark.column)
        default: Place(file: file, line: 1, column: 1)
        }
    }

    private static func message(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
            .composer(_, let problem, _, _):
            "not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            "the key \(keys.map { "'\($0)'" }.joined(separator: ", ")) stands twice"
        case .reader(let problem, _, _, _): "not YAML: \(problem)"
        default: "not YAML"
        }
    }
}
