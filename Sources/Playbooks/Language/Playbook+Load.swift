import Document
import Guardrails

extension Playbook {
    /// Loads one file.
    ///
    /// - Parameter tests: whether the playbook's own tests are run. A run needs no more than was
    ///   accepted with them before.
    /// - Throws: everything that is wrong, with places.
    public static func load(
        yaml text: String,
        file: String,
        catalogue: Catalogue,
        steps: StepCatalogue,
        running tests: Bool = true
    ) throws(Problems) -> Playbook {
        let source = YAMLSource(file: file, codes: "PAR-PLB")
        guard let root = source.root(of: text),
            var playbook = read(root, catalogue: catalogue, steps: steps)
        else { throw Problems(source.problems) }
        playbook.warnings = source.warnings
        guard tests else { return playbook }
        let value = root.keysQuietly["tests"] ?? root
        playbook.run(value.list().compactMap { PlaybookTest($0, of: playbook) }, in: value)
        guard !source.hasErrors else { throw Problems(source.problems) }
        return playbook
    }

    private func run(_ tests: [PlaybookTest], in value: YAMLValue) {
        guard !value.source.hasErrors else { return }
        var done: Set<String> = []
        for test in tests {
            let course = test.course(of: self)
            done.formUnion(course.runs)
            guard let failure = test.failure(course) else { continue }
            value.source.report(.badValue, at: test.place, "test failed: \(failure)")
        }
        guard !value.source.hasErrors else { return }
        let idle = steps.map(\.name).filter { !done.contains($0) }
        guard !idle.isEmpty else { return }
        let names = idle.map { "'\($0)'" }.joined(separator: ", ")
        value.bad("no test has \(names) done: the tests do not show what the playbook does")
    }

    /// Loads a set of files.
    ///
    /// - Throws: the problems of all files, and names used twice.
    public static func load(
        files: [(name: String, text: String)],
        catalogue: Catalogue,
        steps: StepCatalogue,
        running tests: Bool = true
    ) throws(Problems) -> [Playbook] {
        var playbooks: [Playbook] = []
        var problems: [Problem] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            do {
                let playbook = try load(
                    yaml: file.text,
                    file: file.name,
                    catalogue: catalogue,
                    steps: steps,
                    running: tests
                )
                if let other = playbooks.first(where: { $0.name == playbook.name }) {
                    problems.append(
                        Problem(
                            code: "PAR-PLB-07",
                            place: playbook.place,
                            message: "the name '\(playbook.name)' is taken by \(other.place.file)"
                        )
                    )
                }
                playbooks.append(playbook)
            } catch {
                problems += error.all
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return playbooks
    }
}
