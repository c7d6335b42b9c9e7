extension Guardrail {
    private static let longestName = 100
    private static let longestTitle = 200

    /// Names and titles are keys, columns and subjects of mail.
    static func checkTexts(
        _ keys: [String: YAMLValue],
        name: String,
        title: String,
        education: String
    ) {
        if let fault = fault(ofName: name) { keys["guardrail"]?.bad(fault) }
        if title.allSatisfy(\.isWhitespace) {
            keys["title"]?.bad("the title is empty: say what is wrong, in one line")
        }
        if title.count > longestTitle {
            keys["title"]?.bad(
                "the title is longer than \(longestTitle) characters",
                hint: "say the rest in 'education'"
            )
        }
        if education.allSatisfy(\.isWhitespace) {
            keys["education"]?.bad(
                "the education text is empty: say why it matters and how to do it right"
            )
        }
    }

    /// Why a guardrail cannot be called so; nil where it can.
    static func fault(ofName name: String) -> String? {
        if !name.isGuardrailName {
            return "'\(name)' is not a name: lower-case letters, digits and '-'"
        }
        return name.utf8.count > longestName
            ? "the name is longer than \(longestName) characters" : nil
    }
}

extension String {
    var isGuardrailName: Bool {
        !isEmpty
            && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}

extension YAMLValue {
    private static let shortestIntervalSeconds = 60

    /// More often, sweeps would only queue behind each other.
    func interval() -> Int? {
        guard let seconds = durationSeconds() else { return nil }
        guard seconds >= Self.shortestIntervalSeconds else {
            bad("at most once a minute", hint: "triggers with 'event' are answered at once")
            return nil
        }
        return seconds
    }

    func cron() -> Cron? {
        guard let text = text() else { return nil }
        guard let cron = Cron(text) else {
            bad("'\(text)' is not a cron line: minute hour day month weekday")
            return nil
        }
        guard cron.fires else {
            bad("'\(text)' never fires: there is no such day")
            return nil
        }
        return cron
    }

    /// Names of regions that the catalogue knows, or `global`.
    func regions(of catalogue: Catalogue) -> [String] {
        let regions = named()
        for region in regions where region.name != Scope.global {
            if let problem = catalogue.problem(withRegion: region, code: "") {
                source.report(.badValue, at: region.place, problem.message, hint: problem.hint)
            }
        }
        return regions.map(\.name)
    }

    /// Modes that ask for changes, in a guardrail that has nothing to do.
    func warnOfIdleModes() {
        for entry in entries() {
            guard let mode = entry.value.node.scalar.flatMap({ Mode(rawValue: $0.string) }),
                mode == .approve || mode == .enforce
            else { continue }
            entry.value.doubt(
                "the mode '\(mode.rawValue)' changes nothing: there are no actions",
                hint: "'notify' tells people, 'observe' only writes findings"
            )
        }
    }

    /// The criterion that ``GuardrailStarter`` writes.
    func warnOfPlaceholder() {
        guard let text = node.scalar?.string, text.contains(GuardrailStarter.placeholder) else {
            return
        }
        doubt(
            "the criterion is still the starter's",
            hint: "write what makes a finding, and replace the tests with it"
        )
    }
}
