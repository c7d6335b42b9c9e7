import CEL
import Document
import Guardrails

/// An example in a playbook's own file: what a run is given, what its steps answer, and what must
/// come of it.
struct PlaybookTest {
    private static let given = [
        "it", "target", "account", "inputs", "case", "forensics", "now", "only", "outputs", "fails",
        "approves", "rejects",
    ]
    private static let expected = ["runs", "skips", "waits", "undoes", "status"]

    let it: String?
    let target: Resource?
    let account: Account?
    let inputs: Object
    let caseName: String?
    let forensics: [String: String]
    let now: Timestamp
    let onlyAnalyses: Bool
    /// By step: what it answers, for each of its items.
    let outputs: [String: [Object]]
    let fails: Set<String>
    let approves: Set<String>
    let rejects: Set<String>
    /// The steps that are done, in their order.
    let runs: [String]
    let skips: [String]?
    /// The steps whose gates are not decided.
    let waits: [String]
    /// The steps that are taken back when somebody asks for it, in their order; nil: nobody asks.
    let undoes: [String]?
    let status: Run.Status
    let place: Place

    /// Nil with a problem where the example is not well formed.
    init?(_ value: YAMLValue, of playbook: Playbook) {
        let keys = value.keys(Self.given + Self.expected, required: ["runs"])
        guard let runs = keys["runs"]?.steps(of: playbook) else { return nil }
        place = value.place
        self.runs = runs
        it = keys["it"]?.text()
        let owner = keys["account"]?.account() ?? Account(id: YAMLValue.account, name: "example")
        account = playbook.target == nil ? nil : owner
        target = playbook.target.flatMap { type in
            guard let value = keys["target"] else {
                return Resource(
                    name: ResourceName(
                        type: type.name,
                        account: owner.id,
                        region: type.isGlobal ? Scope.global : "us-east-1",
                        id: "example"
                    ),
                    document: Object()
                )
            }
            return value.resource(type, owner.id, id: "example")
        }
        if playbook.target == nil {
            for key in ["target", "account"] { keys[key]?.bad("an orchestration has no target") }
        }
        inputs = keys["inputs"]?.json().object ?? Object()
        if let problem = playbook.problem(withInputs: inputs) {
            (keys["inputs"] ?? value).bad(problem)
        }
        caseName = keys["case"]?.text()
        _ = keys["forensics"]?.keys(PlaybookSight.forensics)
        forensics = keys["forensics"]?.textMap() ?? [:]
        now = keys["now"]?.time() ?? .epoch
        onlyAnalyses = keys["only"]?.choice(StepType.Kind.self) == .analyse
        if let only = keys["only"], !onlyAnalyses { only.bad("'only' is 'analyse'") }
        outputs = keys["outputs"]?.outputs(of: playbook) ?? [:]
        fails = Set(keys["fails"]?.steps(of: playbook) ?? [])
        approves = Set(keys["approves"]?.steps(of: playbook) ?? [])
        rejects = Set(keys["rejects"]?.steps(of: playbook) ?? [])
        for key in ["approves", "rejects", "waits"] { keys[key]?.checkGates(of: playbook) }
        skips = keys["skips"]?.steps(of: playbook)
        waits = keys["waits"]?.steps(of: playbook) ?? []
        undoes = keys["undoes"]?.steps(of: playbook)
        status =
            keys["status"]?.choice(Run.Status.self)
            ?? (undoes != nil ? .undone : waits.isEmpty ? .done : .waiting)
    }

    /// Nil when the run went as the example says; else what it did instead.
    func failure(_ course: PlaybookCourse) -> String? {
        let name = it.map { "'\($0)': " } ?? ""
        func differ(_ what: String, _ expected: [String], _ found: [String]) -> String? {
            guard expected != found else { return nil }
            return "\(name)expected \(what) \(expected), found \(found)\(course.said)"
        }
        if let failure = differ("to run", runs, course.runs) { return failure }
        if let failure = differ("to wait at", waits, course.waits) { return failure }
        if let skips, let failure = differ("to skip", skips, course.skips) { return failure }
        if let undoes, let failure = differ("to undo", undoes, course.undoes) { return failure }
        guard status != course.status else { return nil }
        return "\(name)expected the status \(status.rawValue), found \(course.status.rawValue)"
            + course.said
    }
}

extension YAMLValue {
    fileprivate func steps(of playbook: Playbook) -> [String] {
        let names = playbook.steps.map(\.name)
        return named().compactMap { name in
            if names.contains(name.name) { return name.name }
            source.report(
                .badValue,
                at: name.place,
                "there is no step '\(name.name)'",
                hint: Suggestion.nearest(to: name.name, in: names).map { "did you mean '\($0)'?" }
            )
            return nil
        }
    }

    fileprivate func checkGates(of playbook: Playbook) {
        for name in named() where playbook[step: name.name].map({ $0.gate == nil }) == true {
            source.report(.badValue, at: name.place, "the step '\(name.name)' has no gate")
        }
    }

    /// `{ find: { volumes: [vol-1] }, take: [{ id: snap-1 }, { id: snap-2 }] }`
    fileprivate func outputs(of playbook: Playbook) -> [String: [Object]] {
        var found: [String: [Object]] = [:]
        for (name, value) in keys(playbook.steps.map(\.name)) {
            guard let type = playbook[step: name]?.type else { continue }
            let items = value.isList ? value.list() : [value]
            found[name] = items.map { item in
                let written = item.keys(type.outputs.map(\.name))
                for output in type.outputs {
                    guard let value = written[output.name], !value.isEmpty,
                        output.shape.value(of: value.json(), []) == nil
                    else { continue }
                    value.wrong(output.shape.expectation)
                }
                return item.json().object ?? Object()
            }
        }
        return found
    }
}
