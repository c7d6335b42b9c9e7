import CEL

/// One version of a framework, such as `cis-5.0`, as its file says: its controls, and which of them
/// are those of another version, so that guardrails need not name both.
public struct Framework: Sendable, Hashable {
    public struct Control: Sendable, Hashable {
        public let id: String
        /// What it asks, in our words.
        public let title: String
        /// Controls of other versions that ask the same.
        public let sameAs: [SameAs]
        public let place: Place
    }

    public struct SameAs: Sendable, Hashable {
        public let framework: String
        public let control: NamedInFile
    }

    public let name: String
    public let title: String
    /// In the order of the file.
    public let controls: [Control]

    /// Reads a framework's file; `file` is what problems call it.
    public init(yaml text: String, file: String) throws(Problems) {
        let source = YAMLSource(file: file, codes: "PAR-FRW")
        guard let root = source.root(of: text) else { throw Problems(source.problems) }
        let keys = root.keys(
            ["framework", "title", "controls"],
            required: ["framework", "title", "controls"]
        )
        name = keys["framework"]?.text() ?? ""
        title = keys["title"]?.text() ?? ""
        controls = keys["controls"]?.entries().map(Self.control) ?? []
        if let value = keys["controls"], controls.isEmpty { value.bad("no control is named") }
        guard !source.hasErrors else { throw Problems(source.problems) }
    }

    /// `"1.9": title`, or `"1.9": { title: …, same-as: { cis-5.0: "1.8" } }`
    private static func control(
        _ entry: (key: YAMLValue, name: String, value: YAMLValue)
    ) -> Control {
        guard case .mapping = entry.value.node else {
            return Control(
                id: entry.name,
                title: entry.value.text() ?? "",
                sameAs: [],
                place: entry.key.place
            )
        }
        let keys = entry.value.keys(["title", "same-as"], required: ["title"])
        let same = keys["same-as"]?.entries().compactMap { other in
            other.value.text().map {
                SameAs(framework: other.name, control: NamedInFile($0, at: other.value.place))
            }
        }
        return Control(
            id: entry.name,
            title: keys["title"]?.text() ?? "",
            sameAs: same ?? [],
            place: entry.key.place
        )
    }

    /// The controls of this version that whoever serves those of others serves too, as far.
    public func controls(like served: [FrameworkControl]) -> [FrameworkControl] {
        controls.flatMap { control in
            control.sameAs.flatMap { same in
                served.filter {
                    $0.framework == same.framework && $0.control == same.control.name
                }
            }.map {
                FrameworkControl(
                    framework: name,
                    control: control.id,
                    partly: $0.partly,
                    part: $0.part
                )
            }
        }
    }

    /// What it says of controls that other versions do not have.
    public func problems(in frameworks: [Framework]) -> [Problem] {
        controls.flatMap(\.sameAs).compactMap {
            frameworks.problem(with: $0.control, of: $0.framework, code: "PAR-FRW-05")
        }
    }
}

extension Guardrail {
    /// What it says of controls, and of versions of frameworks, that there are not.
    public func problems(in frameworks: [Framework]) -> [Problem] {
        let known = frameworks.map(\.name)
        return namedFrameworks.filter { !known.contains($0.name) }.compactMap { named in
            frameworks.meant(by: named.name).map { meant in
                Problem(
                    code: "PAR-GRD-19",
                    place: named.place,
                    message: "there is no framework '\(named.name)'",
                    hint: "did you mean '\(meant)'? another version is a file in 'frameworks',"
                        + " beside the guardrails"
                )
            }
        }
            + namedControls.compactMap {
                frameworks.problem(with: $0.control, of: $0.framework.name, code: "PAR-GRD-13")
            }
    }

    /// Frameworks that nothing is known of: one may be somebody's own.
    public func doubts(in frameworks: [Framework]) -> [Problem] {
        let known = frameworks.map(\.name)
        return namedFrameworks.filter { named in
            !known.contains(named.name) && frameworks.meant(by: named.name) == nil
        }.map { named in
            Problem(
                code: "PAR-GRD-12",
                place: named.place,
                message: "nothing is known of the framework '\(named.name)':"
                    + " its controls are not checked",
                hint: "list them in a file in 'frameworks', beside the guardrails",
                severity: .warning
            )
        }
    }

    /// Each once, at its first place.
    private var namedFrameworks: [NamedInFile] {
        var names: Set<String> = []
        return namedControls.map(\.framework).filter { names.insert($0.name).inserted }
    }
}

extension [Framework] {
    /// The one that is meant by a name that none has: nearly its name, or the newest of the same
    /// benchmark. Nil where it is like none.
    fileprivate func meant(by name: String) -> String? {
        let names = map(\.name)
        if let near = Suggestion.nearest(to: name, in: names) { return near }
        let benchmark = { (name: String) in name.lowercased().prefix { !$0.isNumber } }
        return names.filter { benchmark($0) == benchmark(name) }.max()
    }

    fileprivate func problem(
        with control: NamedInFile,
        of name: String,
        code: String
    ) -> Problem? {
        guard let framework = first(where: { $0.name == name }) else { return nil }
        let ids = framework.controls.map(\.id)
        guard !ids.contains(control.name) else { return nil }
        return Problem(
            code: code,
            place: control.place,
            message: "\(name) has no control '\(control.name)'",
            hint: Suggestion.nearest(to: control.name, in: ids).map { "did you mean '\($0)'?" }
        )
    }
}
