import CEL
import Document

/// A value for an action's parameter as somebody wrote it, before it is held to the parameter.
public struct WrittenArgument: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        case literal(JSON)
        /// `{ cel: … }`, with the place of the text's first character.
        case cel(String, at: Place)
    }

    let name: NamedInFile
    let source: Source
    let place: Place
    /// What kind of value it is, for messages.
    let kind: String
}

extension WrittenArgument {
    /// What is wrong with it.
    struct Complaint: Error {
        let fault: YAMLSource.Fault
        let place: Place
        let message: String
        var hint: String?
    }

    struct Complaints: Error { let all: [Complaint] }

    /// A value of the parameter's shape, or a condition of its type.
    func argument(
        _ parameter: ActionType.Parameter,
        _ declarations: Declarations
    ) throws(Complaints) -> ActionUse.Argument {
        switch source {
        case .literal(let json):
            guard parameter.shape.value(of: json, []) != nil else {
                let message = "expected \(parameter.shape.expectation), found \(kind)"
                throw Complaints(all: [.init(fault: .wrongType, place: place, message: message)])
            }
            if let problem = parameter.problem(json) {
                throw Complaints(all: [.init(fault: .badValue, place: place, message: problem)])
            }
            return .literal(json)
        case .cel(let text, let start):
            do {
                return .computed(
                    try Program(
                        text,
                        declarations: declarations,
                        expecting: parameter.shape.valueType
                    )
                )
            } catch {
                throw Complaints(all: error.problems.map { Self.complaint($0, after: start) })
            }
        }
    }

    private static func complaint(_ problem: CEL.Problem, after start: Place) -> Complaint {
        Complaint(
            fault: .badValue,
            place: Place(
                file: start.file,
                line: start.line + problem.line - 1,
                column: start.column + problem.column - 1
            ),
            message: problem.message,
            hint: problem.suggestion.map { "did you mean '\($0)'?" }
        )
    }
}

extension [WrittenArgument] {
    /// Those that fit the parameters, by their names, and what is wrong with the others.
    ///
    /// - Parameter taker: what takes them, for messages.
    func arguments(
        for parameters: [ActionType.Parameter],
        of taker: String = "the action",
        _ declarations: Declarations
    ) -> (fitting: [String: ActionUse.Argument], complaints: [WrittenArgument.Complaint]) {
        var fitting: [String: ActionUse.Argument] = [:]
        var complaints: [WrittenArgument.Complaint] = []
        for written in self {
            let name = written.name.name
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                complaints.append(.unknown(written.name, of: taker, among: parameters.map(\.name)))
                continue
            }
            do {
                fitting[name] = try written.argument(parameter, declarations)
            } catch {
                complaints += error.all
            }
        }
        return (fitting, complaints)
    }
}

extension WrittenArgument.Complaint {
    fileprivate static func unknown(
        _ name: NamedInFile,
        of taker: String,
        among names: [String]
    ) -> Self {
        Self(
            fault: .unknownKey,
            place: name.place,
            message: names.isEmpty
                ? "unknown key '\(name.name)'; \(taker) takes nothing"
                : "unknown key '\(name.name)'; expected \(names.joined(separator: ", "))",
            hint: Suggestion.nearest(to: name.name, in: names).map { "did you mean '\($0)'?" }
        )
    }
}

extension YAMLValue {
    /// The values for parameters that fit them, by their names; the others are problems.
    package func arguments(
        for parameters: [ActionType.Parameter],
        of taker: String = "the action",
        _ declarations: Declarations
    ) -> [String: ActionUse.Argument] {
        let (fitting, complaints) = arguments().arguments(for: parameters, of: taker, declarations)
        for complaint in complaints {
            source.report(
                complaint.fault,
                at: complaint.place,
                complaint.message,
                hint: complaint.hint
            )
        }
        return fitting
    }

    /// `{ networks: [203.0.113.0/24], endpoints: { cel: … } }`
    func arguments() -> [WrittenArgument] {
        entries().compactMap { key, name, value in
            let source: WrittenArgument.Source
            if case .mapping = value.node, value.keysQuietly.count == 1,
                let computed = value.keysQuietly["cel"]
            {
                guard let text = computed.text() else { return nil }
                source = .cel(text, at: computed.place(line: 1, column: 1))
            } else {
                source = .literal(value.json())
            }
            return WrittenArgument(
                name: NamedInFile(name, at: key.place),
                source: source,
                place: value.place,
                kind: value.kind
            )
        }
    }
}
