import CEL
import Document

extension Guardrail {
    /// Judges one resource of its type. A function of its arguments: no clock, no reads.
    public func judge(_ resource: Resource, in surroundings: Surroundings) -> Verdict {
        Verdict(
            guardrail: name,
            resource: resource.name,
            outcome: outcome(of: resource, surroundings),
            exception: tagException(of: resource, surroundings)
        )
    }

    private func outcome(of resource: Resource, _ surroundings: Surroundings) -> Verdict.Outcome {
        guard applies(to: surroundings.account),
            filters.regions.isEmpty || filters.regions.contains(resource.name.region)
        else { return .notJudged }
        var bindings = surroundings.bindings
        bindings["resource"] = .value(.object(DocumentObject(resource, type)))
        bindings["region"] = .value(.string(resource.name.region))
        for (program, wanted) in [(filters.only, true), (filters.unless, false)] {
            guard let program else { continue }
            switch program.evaluate(bindings) {
            case .value(.bool(let answer)): if answer != wanted { return .notJudged }
            case let outcome: return .unknown(unknown(outcome, resource))
            }
        }
        guard let each else { return whole(resource, bindings) }
        return parts(each, resource, bindings)
    }

    private func whole(_ resource: Resource, _ bindings: Bindings) -> Verdict.Outcome {
        switch criteria.evaluate(bindings) {
        case .value(.bool(true)):
            let because = reasons(resource, bindings)
            return .judged([Verdict.Part(key: "", isUnknown: false, because: because)])
        case .value(.bool(false)): return .judged([])
        case let outcome: return .unknown(unknown(outcome, resource))
        }
    }

    private func parts(
        _ each: Each,
        _ resource: Resource,
        _ bindings: Bindings
    ) -> Verdict.Outcome {
        if let attribute = type.fields.first(where: { $0.name == each.field })?.attribute,
            resource.unread[attribute] != nil
        {
            return .unknown(unknown(.unknown([attribute]), resource))
        }
        var parts: [String: Verdict.Part] = [:]
        for item in resource.document[each.field]?.array ?? [] {
            guard let members = item.object else { continue }
            var bindings = bindings
            bindings[each.variable] = .value(
                .object(DocumentObject(members, each.element, type.elements))
            )
            let key = each.element.key(members)
            let itself = Because(text: each.element.text(members), path: each.field)
            switch criteria.evaluate(bindings) {
            case .value(.bool(false)): continue
            case .value(.bool(true)):
                let because = [itself] + reasons(resource, bindings)
                parts[key] = Verdict.Part(
                    key: key,
                    isUnknown: false,
                    because: because.sortedWithoutRepeats()
                )
            case let outcome:
                // The same part twice: a violation weighs more than an unknown.
                guard parts[key] == nil else { continue }
                let because = [itself] + unknown(outcome, resource)
                parts[key] = Verdict.Part(
                    key: key,
                    isUnknown: true,
                    because: because.sortedWithoutRepeats()
                )
            }
        }
        return .judged(parts.values.sorted { $0.key < $1.key })
    }

    private func unknown(_ outcome: Outcome, _ resource: Resource) -> [Because] {
        switch outcome {
        case .unknown(let attributes):
            attributes.sorted().map { attribute in
                let gap = resource.unread[attribute]
                return Because(
                    text: gap?.summary ?? "\(type.permission(of: attribute)): not read",
                    path: attribute
                )
            }
        case .error(let error): [Because(text: error.message, path: "criteria")]
        case .value: [Because(text: "the condition is neither true nor false", path: "criteria")]
        }
    }

    /// The fields of the resource that decided, with their values; for facts what decided those.
    private func reasons(_ resource: Resource, _ bindings: Bindings) -> [Because] {
        var because: [Because] = []
        for term in criteria.explain(bindings).terms {
            for read in term.reads where read.path.hasPrefix("resource.") {
                let path = String(read.path.dropFirst("resource.".count))
                let fact = type.facts.first { $0.name == path }
                if case .known(_, let reasons)? = fact?.judge(resource), !reasons.isEmpty {
                    because += reasons
                } else if term.witnesses.isEmpty {
                    because.append(Because(text: "\(path) is \(read.value.text)", path: path))
                } else {
                    because += term.witnesses.map { Because(text: text($0), path: path) }
                }
            }
        }
        if because.isEmpty && each == nil {
            because.append(Because(text: criteria.source, path: "criteria"))
        }
        return because.sortedWithoutRepeats()
    }

    private func text(_ witness: Value) -> String {
        guard case .object(let object) = witness, let object = object as? DocumentObject,
            let element = type.elements.first(where: { $0.name == object.typeName })
        else { return witness.text }
        return element.text(object.members)
    }

    private func tagException(
        of resource: Resource,
        _ surroundings: Surroundings
    ) -> Verdict.TagException {
        guard exceptions.byTag else { return .none }
        if let attribute = type.tagAttribute, let gap = resource.unread[attribute] {
            return .unknown(gap)
        }
        let tags = resource.document["tags"]
        let named = tags?[surroundings.exceptionTag]?.string?.split(separator: " ") ?? []
        guard named.contains(where: { $0 == name }) else { return .none }
        return .granted(owner: tags?["owner"]?.string ?? surroundings.account.owner)
    }
}

extension [Because] {
    func sortedWithoutRepeats() -> [Because] { Set(self).sorted() }
}

extension Value {
    /// For reasons; long lists and maps only by their size.
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .double(let value): String(value)
        case .string(let value): "'\(value)'"
        case .timestamp(let value): value.rfc3339
        case .list(let items) where items.count <= 5:
            "[\(items.map(\.text).joined(separator: ", "))]"
        case .list(let items): "a list of \(items.count)"
        case .map(let map): "a map of \(map.count)"
        default: "a \(type)"
        }
    }
}
