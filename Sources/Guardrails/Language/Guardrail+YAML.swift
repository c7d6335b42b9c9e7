import CEL
import Document

extension Guardrail {
    /// Reads one guardrail file; `file` is what problems call it. Its tests are read and run by
    /// ``load(yaml:file:catalogue:running:)``.
    static func read(_ root: YAMLValue, catalogue: Catalogue) -> Guardrail? {
        let source = root.source
        let keys = root.keys(
            [
                "guardrail", "was", "title", "severity", "education", "resource", "related", "each",
                "criteria", "parts", "because", "filters", "triggers", "environments", "limits",
                "exceptions", "frameworks", "tests", "actions", "approval", "iac", "settle",
            ],
            required: ["guardrail", "title", "severity", "education", "resource", "tests"]
        )
        guard let name = keys["guardrail"]?.text(), let title = keys["title"]?.text(),
            let severity = keys["severity"]?.choice(Severity.self),
            let education = keys["education"]?.text(),
            let type = keys["resource"]?.resourceType(in: catalogue)
        else { return nil }
        checkTexts(keys, name: name, title: title, education: education)
        let named = keys["related"]?.relatedTypes(in: catalogue) ?? []
        // Filters see the resource, not its parts.
        let outer = Surroundings.declarations(
            for: type,
            related: named.map { ($0.name, $0.type) }
        )
        var inner = outer
        let each = keys["each"].flatMap { $0.each(of: type) }
        if let each { inner.variables[each.variable] = .object(each.element.name) }
        guard keys["each"] == nil || each != nil,
            let criteria = criteria(
                keys,
                each,
                ActionPlace(
                    type: type,
                    each: nil,
                    part: nil,
                    declarations: inner,
                    catalogue: catalogue
                ),
                root
            )
        else { return nil }
        let because = keys["because"]?.program(inner, expecting: nil)
        if let value = keys["criteria"] { value.warnOfPlaceholder() }
        let filters = filters(keys["filters"], outer, catalogue)
        let sources = (criteria.programs + [because, filters.only, filters.unless])
            .compactMap { $0?.source }
        var guardrail = Guardrail(
            name: name,
            title: title,
            severity: severity,
            education: education,
            type: type,
            related: named.compactMap { $0.value.related($0.name, $0.type, of: type, sources) },
            criteria: criteria,
            because: because,
            filters: filters,
            triggers: keys["triggers"]?.list().compactMap { $0.trigger(of: type) } ?? [],
            environments: keys["environments"]?.modes() ?? [:],
            limits: Limits().overlaid(by: keys["limits"]?.limits() ?? Limits.Keys()),
            exceptions: keys["exceptions"]?.exceptionRules() ?? ExceptionRules(),
            frameworks: keys["frameworks"]?.frameworks() ?? [],
            place: root.place
        )
        guardrail.readConduct(keys)
        guardrail.actions =
            keys["actions"]?.actions(
                at: ActionPlace(
                    type: type,
                    each: each,
                    part: nil,
                    declarations: inner,
                    catalogue: catalogue
                )
            ) ?? []
        guardrail.checkActionsOfEvents(keys["actions"])
        if !guardrail.allActions.contains(where: \.acts) {
            keys["environments"]?.warnOfIdleModes()
        }
        guardrail.namedControls = root.namedControls
        guardrail.was = keys["was"]?.texts() ?? []
        if let value = keys["was"], guardrail.was.contains(name) {
            value.bad("'\(name)' is what it is called now")
        }
        let filtered = keys["filters"]?.keysQuietly["environments"]?.list() ?? []
        guardrail.namedAccounts =
            (keys["filters"]?.keysQuietly["accounts"]?.list() ?? []).compactMap { value in
                value.node.scalar.map { NamedInFile($0.string, at: value.place) }
            }
        guardrail.namedEnvironments =
            ((keys["environments"]?.entries().map(\.key) ?? []) + filtered)
            .compactMap { value in value.text().map { NamedInFile($0, at: value.place) } }
        return source.hasErrors ? nil : guardrail
    }

    /// Either one condition, or one for each part that must be there.
    private static func criteria(
        _ keys: [String: YAMLValue],
        _ each: Each?,
        _ place: ActionPlace,
        _ root: YAMLValue
    ) -> Criteria? {
        switch (keys["criteria"], keys["parts"]) {
        case (let value?, nil):
            guard let program = value.criteria(place.declarations) else { return nil }
            return each.map { .each($0, program) } ?? .resource(program)
        case (nil, let value?):
            if let each = keys["each"] { each.bad("'each' does not go with 'parts'") }
            return .parts(value.entries().compactMap { $0.value.part($0.name, place) })
        case (nil, nil):
            root.source.report(.missingKey, at: root.place, "the key 'criteria' is missing")
        case (_, let value?): value.bad("'parts' have their own criteria: write one or the other")
        }
        return nil
    }

    private static func filters(
        _ value: YAMLValue?,
        _ declarations: Declarations,
        _ catalogue: Catalogue
    ) -> Filters {
        var filters = Filters()
        guard let keys = value?.keys(["accounts", "environments", "regions", "only", "unless"])
        else { return filters }
        filters.accounts = keys["accounts"]?.list().compactMap { $0.accountID() } ?? []
        filters.environments = keys["environments"]?.texts() ?? []
        filters.regions = keys["regions"]?.regions(of: catalogue) ?? []
        filters.only = keys["only"]?.condition(declarations)
        filters.unless = keys["unless"]?.condition(declarations)
        return filters
    }
}

extension Guardrail {
    /// Whether sweeps open none of its findings: each is about what an event brought.
    private var isOfEventsAlone: Bool {
        !triggers.isEmpty && triggers.allSatisfy { if case .event = $0 { true } else { false } }
    }

    /// What a sweep finds may have been there for years: there is no event to take back.
    private func checkActionsOfEvents(_ value: YAMLValue?) {
        guard !isOfEventsAlone, let action = actions.compactMap(\.action).first(where: \.isOfEvents)
        else { return }
        value?.bad(
            "'\(action.name)' takes back what an event added, and not all triggers are events",
            hint: "triggers with 'event' alone, or another action"
        )
    }

    /// How it may change things, beside modes and limits.
    private mutating func readConduct(_ keys: [String: YAMLValue]) {
        approvalKeys = keys["approval"]?.approval() ?? approvalKeys
        iac = keys["iac"]?.choice(IaC.self) ?? iac
        settleSeconds = keys["settle"]?.durationSeconds() ?? settleSeconds
    }
}

extension YAMLValue {
    package func resourceType(in catalogue: Catalogue) -> ResourceType? {
        guard let name = text() else { return nil }
        if let type = catalogue[name] { return type }
        let names = catalogue.types.map(\.name)
        bad(
            "unknown resource type '\(name)'; there are \(names.joined(separator: ", "))",
            hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
        )
        return nil
    }

    /// `{ rule: resource.ingress }`
    fileprivate func each(of type: ResourceType) -> Guardrail.Each? {
        let entries = entries()
        guard entries.count == 1, let entry = entries.first, let path = entry.value.text() else {
            bad("expected one name and one list, such as { rule: resource.ingress }")
            return nil
        }
        let lists = type.partLists
        for list in lists where path == "resource.\(list.name)" {
            return Guardrail.Each(variable: entry.name, field: list.name, element: list.element)
        }
        entry.value.bad(
            "'\(path)' is not a list of parts of \(type.name)",
            hint: lists.isEmpty
                ? nil : "there is \(lists.map { "resource.\($0.name)" }.joined(separator: ", "))"
        )
        return nil
    }

    fileprivate func criteria(_ declarations: Declarations) -> Program? {
        let program = condition(declarations)
        if program?.isConstant == true { bad("the criteria are constant") }
        return program
    }

    /// `trail: { criteria: …, text: … }`
    fileprivate func part(_ key: String, _ place: ActionPlace) -> Guardrail.Part? {
        let keys = keys(
            ["criteria", "text", "frameworks", "actions"],
            required: ["criteria", "text"]
        )
        guard let criteria = keys["criteria"]?.criteria(place.declarations),
            let text = keys["text"]?.text()
        else { return nil }
        return Guardrail.Part(
            key: key,
            criteria: criteria,
            text: text,
            frameworks: keys["frameworks"]?.frameworks(of: key) ?? [],
            actions: keys["actions"]?.actions(
                at: ActionPlace(
                    type: place.type,
                    each: nil,
                    part: key,
                    declarations: place.declarations,
                    catalogue: place.catalogue
                )
            ) ?? []
        )
    }

    fileprivate func condition(_ declarations: Declarations) -> Program? {
        program(declarations, expecting: .bool)
    }

    package func program(_ declarations: Declarations, expecting: ValueType?) -> Program? {
        guard let text = text() else { return nil }
        do {
            return try Program(text, declarations: declarations, expecting: expecting)
        } catch {
            for problem in error.problems {
                source.report(
                    .badValue,
                    at: place(line: problem.line, column: problem.column),
                    problem.message,
                    hint: problem.suggestion.map { "did you mean '\($0)'?" }
                )
            }
            return nil
        }
    }

    package func durationSeconds() -> Int? {
        guard let text = text() else { return nil }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()),
            number > 0, case let (seconds, overflow) = number.multipliedReportingOverflow(by: unit),
            !overflow
        else {
            bad("'\(text)' is not a length of time, such as 5m, 12h or 90d")
            return nil
        }
        return seconds
    }

    fileprivate func trigger(of type: ResourceType) -> Guardrail.Trigger? {
        let keys = keys(["every", "cron", "event", "on", "when"])
        let kinds = ["every", "cron", "event", "on"].filter { keys[$0] != nil }
        guard kinds.count == 1 else {
            bad("a trigger has one of every, cron, event, on")
            return nil
        }
        if keys["when"] != nil && keys["event"] == nil {
            bad("'when' goes with 'event'")
        }
        if let value = keys["every"] { return value.interval().map { .every(seconds: $0) } }
        if let value = keys["cron"] { return value.cron().map { .cron($0) } }
        if let value = keys["on"] {
            guard value.text() == "change" else {
                value.bad("'on' is of 'change'", hint: "write on: change")
                return nil
            }
            return .change
        }
        guard let value = keys["event"], let event = value.text() else { return nil }
        guard event.split(separator: ":").count == 2 else {
            value.bad("'\(event)' is not an event, such as ec2:AuthorizeSecurityGroupIngress")
            return nil
        }
        if type.knowsEvents { value.checkEvent(event, of: type) }
        let when = keys["when"]?.condition(Declarations(variables: ["event": .dyn]))
        return .event(event, when: when)
    }

    /// One that tells of no resource of the type would never be answered.
    private func checkEvent(_ event: String, of type: ResourceType) {
        let known = type.events.map(\.name)
        guard !known.contains(event) else { return }
        source.report(
            Problem(
                code: "PAR-GRD-20",
                place: place,
                message: "no event '\(event)' tells of \(type.name)",
                hint: Suggestion.nearest(to: event, in: known).map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty
                        ? "no event does: write every: 1d"
                        : "'parapet catalogue \(type.name)' shows those that do")
            )
        )
    }
}
