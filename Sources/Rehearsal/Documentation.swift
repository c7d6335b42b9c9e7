import Foundation

/// The pages for people. What stands in their fences is run by tests; how a fence says what it
/// is: `ops/docs/contributing.md`.
public enum Documentation {
    /// Every page, in the one list of them.
    public static let pages = [
        "README.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
        "ops/docs/contributing.md",
        "ops/docs/errors.md",
        "ops/docs/events.md",
        "ops/docs/formats.md",
        "ops/docs/guardrails.md",
        "ops/docs/incident-response.md",
        "ops/docs/messages.md",
        "ops/docs/operating.md",
        "ops/docs/playbooks.md",
        "ops/docs/policies.md",
        "ops/docs/sql.md",
        "ops/docs/states.md",
        "ops/docs/telling.md",
        "ops/docs/threat-model.md",
        "ops/docs/web-firewall.md",
        // After those that show the estate as it was planted.
        "ops/docs/changes.md",
        "ops/docs/channels.md",
    ].map(Page.init)

    public static func page(_ path: String) throws -> Page {
        guard let page = pages.first(where: { $0.path == path }) else {
            throw Missing(variable: path)
        }
        return page
    }

    /// What stands in the fences of one kind, on all pages.
    public static func fences(_ kind: String) throws -> [String] {
        try pages.flatMap { try $0.fences(kind) }
    }

    public struct Page: Sendable, CustomStringConvertible {
        /// From the repository's folder on.
        public let path: String

        public var description: String { path }

        public func text() throws -> String {
            try String(contentsOfFile: "\(Repository.folder)/\(path)", encoding: .utf8)
        }

        /// What stands in the fences whose opening line names this kind, such as `yaml guardrail`.
        public func fences(_ kind: String) throws -> [String] {
            try parts().filter { $0.kind == kind }.map(\.text)
        }

        /// What stands outside of fences.
        public func prose() throws -> String {
            try parts().filter { $0.kind == nil }.map(\.text).joined(separator: "\n")
        }

        /// The kinds of fences that it has.
        public func kinds() throws -> Set<String> { Set(try parts().compactMap(\.kind)) }

        private func parts() throws -> [(kind: String?, text: String)] {
            var parts: [(kind: String?, lines: [Substring])] = [(nil, [])]
            for line in try text().split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("```") else {
                    parts[parts.count - 1].lines.append(line)
                    continue
                }
                let isOpening = parts[parts.count - 1].kind == nil
                parts.append((isOpening ? String(line.dropFirst(3)) : nil, []))
            }
            return parts.map { ($0.kind, $0.lines.joined(separator: "\n")) }
        }
    }
}
