extension Guardrail {
    /// Loads one file and runs its tests.
    ///
    /// - Throws: everything that is wrong, with places: unknown keys and fields, wrong types,
    ///   constant criteria, tests that are missing, fail, or could not fail.
    public static func load(
        yaml text: String,
        file: String,
        catalogue: Catalogue
    ) throws(Problems) -> Guardrail {
        let source = YAMLSource(file: file, codes: "PAR-GRD")
        guard let root = source.root(of: text), let guardrail = read(root, catalogue: catalogue)
        else { throw Problems(source.problems) }
        let value = root.keysQuietly["tests"]
        let tests = value?.list().compactMap { GuardrailTest($0, of: guardrail) } ?? []
        guardrail.run(tests, in: value ?? root)
        guard source.problems.isEmpty else { throw Problems(source.problems) }
        return guardrail
    }

    private func run(_ tests: [GuardrailTest], in value: YAMLValue) {
        guard value.source.problems.isEmpty else { return }
        for expectation in [GuardrailTest.Expectation.violates, .passes]
        where !tests.contains(where: { $0.expectation == expectation }) {
            value.bad("there is no test that \(expectation.rawValue)")
        }
        for test in tests {
            guard let failure = test.failure(of: self) else { continue }
            value.source.report(.badValue, at: test.place, "test failed: \(failure)")
        }
        if value.source.problems.isEmpty,
            tests.allSatisfy({ $0.failure(of: self, emptied: true) == nil })
        {
            value.bad("the tests would all pass on an empty resource: they show nothing")
        }
    }

    /// Loads a set of files.
    ///
    /// - Throws: the problems of all files, and names used twice.
    public static func load(
        files: [(name: String, text: String)],
        catalogue: Catalogue
    ) throws(Problems) -> [Guardrail] {
        var guardrails: [Guardrail] = []
        var problems: [Problem] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            do {
                let guardrail = try load(yaml: file.text, file: file.name, catalogue: catalogue)
                if let other = guardrails.first(where: { $0.name == guardrail.name }) {
                    problems.append(
                        Problem(
                            code: "PAR-GRD-07",
                            place: guardrail.place,
                            message: "the name '\(guardrail.name)' is taken by \(other.place.file)"
                        )
                    )
                }
                guardrails.append(guardrail)
            } catch {
                problems += error.all
            }
        }
        for guardrail in guardrails {
            for name in guardrail.was where guardrails.contains(where: { $0.name == name }) {
                problems.append(
                    Problem(
                        code: "PAR-GRD-07",
                        place: guardrail.place,
                        message: "'\(name)' is still a guardrail: it is not what"
                            + " '\(guardrail.name)' was"
                    )
                )
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return guardrails
    }
}

extension YAMLValue {
    /// The entries by name, without judging them again.
    var keysQuietly: [String: YAMLValue] {
        Dictionary(entries().map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
