import CEL
import Document
import Playbooks

/// What was typed for a playbook's own inputs: `--memory-first`, `--wait-for 3`, `--colours a,b`.
struct RunInputs {
    let values: Object

    /// - Throws: what the playbook does not know, or a value that does not fit.
    init(_ words: [String], of playbook: Playbook) throws {
        var values = Object()
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let first = parts.first, first.hasPrefix("--"),
                let input = playbook[input: String(first.dropFirst(2))]
            else { throw Self.unknown(parts.first ?? word, of: playbook) }
            guard values[input.name] == nil else {
                throw Self.wrong("'--\(input.name)' is given twice; several are written as a,b")
            }
            if input.kind == .flag, parts.count == 1 {
                values[input.name] = true
                continue
            }
            guard let text = parts.count > 1 ? parts[1] : rest.popFirst() else {
                throw Self.wrong("'--\(input.name)' needs a value: \(input.meaning)")
            }
            guard let value = Self.value(text, input.kind) else {
                let expectation = input.kind.shape.expectation
                throw Self.wrong("'--\(input.name)' is \(expectation), not '\(text)'")
            }
            values[input.name] = value
        }
        if let problem = playbook.problem(withInputs: values) { throw Self.wrong(problem) }
        self.values = values
    }

    private static func value(_ text: String, _ kind: PlaybookInput.Kind) -> JSON? {
        switch kind {
        case .text: .string(text)
        case .texts: .list(text.split(separator: ",").map(String.init))
        case .flag: ["true": true, "false": false][text].map { .bool($0) }
        case .number: Int64(text).map { .int($0) }
        }
    }

    private static func unknown(_ word: String, of playbook: Playbook) -> Failure {
        let names = playbook.inputs.map { "--\($0.name)" }
        return Failure(
            "PAR-RUN-09 '\(word)' is neither an option nor an input of '\(playbook.name)'",
            hint: Suggestion.nearest(to: word, in: names + ["--target", "--reason", "--case"])
                .map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "it has no inputs" : "it has \(names.joined(separator: ", "))")
        )
    }

    private static func wrong(_ text: String) -> Failure {
        Failure("PAR-RUN-09 \(text)", hint: "the playbook's file tells what it takes")
    }
}
