extension Guardrail {
    /// Loads one file.
    ///
    /// - Parameter tests: whether its own tests are run. Judging needs no more than was accepted
    ///   with them before.
    /// - Throws: everything that is wrong, with places: unknown keys and fields, wrong types,
    ///   constant criteria, tests that are missing, fail, or could not fail.
    public static func load(
        yaml text: String,
        file: String,
        catalogue: Catalogue,
        running tests: Bool = true
    ) throws(Problems) -> Guardrail {
        let source = YAMLSource(file: file, codes: "PAR-GRD")
        guard let root = source.root(of: text),
            var guardrail = read(root, catalogue: catalogue)
        else { throw Problems(source.problems) }
        guardrail.warnings = source.warnings
        guard tests else { return guardrail }
        let value = root.keysQuietly["tests"]
        let tests = value?.list().compactMap { GuardrailTest($0, of: guardrail) } ?? []
        guardrail.run(tests, in: value ?? root)
        guard !source.hasErrors else { throw Problems(source.problems) }
        return guardrail
    }

    private func run(_ tests: [GuardrailTest], in value: YAMLValue) {
        guard !value.source.hasErrors else { return }
        for expectation in [GuardrailTest.Expectation.violates, .passes]
        where !tests.contains(where: { $0.expectation == expectation }) {
            value.bad("there is no test that \(expectation.rawValue)")
        }
        for test in tests {
            guard let failure = test.failure(of: self) else { continue }
            value.source.report(
                .badValue,
                at: test.place,
                "test failed: \(failure)",
                hint: Self.absence(in: failure)
            )
        }
        if !value.source.hasErrors,
            tests.allSatisfy({ $0.failure(of: self, emptied: true) == nil })
        {
            value.bad("the tests would all pass on an empty resource: they show nothing")
        }
    }

    /// Names that are misspelt do not get so far: what an example lacks may be absent in AWS too.
    private static func absence(in failure: String) -> String? {
        guard let found = failure.firstMatch(of: #/no such field: '([^']+)' of/#) else {
            return nil
        }
        let field = found.output.1
        return "the example has no '\(field)', as a resource may have none: ask with"
            + " has(….\(field)) or ….?\(field).orValue(…) first, or give it in the example"
    }

    /// Loads a set of files.
    ///
    /// - Parameter tests: whether the guardrails' own tests are run.
    /// - Throws: the problems of all files, and names used twice.
    public static func load(
        files: [(name: String, text: String)],
        catalogue: Catalogue,
        running tests: Bool = true
    ) throws(Problems) -> [Guardrail] {
        var guardrails: [Guardrail] = []
        var problems: [Problem] = []
        for file in files.sorted(by: { $0.name < $1.name }) {
            do {
                let guardrail = try load(
                    yaml: file.text,
                    file: file.name,
                    catalogue: catalogue,
                    running: tests
                )
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
    package var keysQuietly: [String: YAMLValue] {
        Dictionary(entries().map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
