import CEL
import Document

/// One guardrail looking at one resource.
struct Judging {
    let guardrail: Guardrail
    let resource: Resource
    let surroundings: Surroundings
    let inventory: Inventory
    /// The parts that an event added; nil: all are looked at.
    let added: Set<String>?

    private var type: ResourceType { guardrail.type }

    func outcome() -> Verdict.Outcome {
        let filters = guardrail.filters
        guard guardrail.applies(to: surroundings.account),
            filters.regions.isEmpty || filters.regions.contains(resource.name.region)
        else { return .notJudged }
        let view = view(in: type.isGlobal ? nil : resource.name.region)
        for (program, wanted) in [(filters.only, true), (filters.unless, false)] {
            guard let program else { continue }
            switch program.evaluate(view.bindings) {
            case .value(.bool(let answer)): if answer != wanted { return .notJudged }
            case let outcome: return .unknown(unknown(outcome, view))
            }
        }
        switch guardrail.criteria {
        case .resource(let program): return whole(program, view)
        case .each(let each, let program): return elements(each, program, view)
        case .parts(let parts): return self.parts(parts, view)
        }
    }

    /// What conditions of an exception see.
    var bindings: Bindings { view(in: type.isGlobal ? nil : resource.name.region).bindings }

    /// What conditions see, and why they do not see the rest.
    struct View {
        var bindings: Bindings
        let gaps: [String: Gap]
    }

    func view(in region: String?) -> View {
        var bindings = surroundings.bindings
        bindings["resource"] = .value(.object(DocumentObject(resource, type)))
        bindings["region"] = .value(.string(region ?? resource.name.region))
        let related = inventory.related(
            to: resource,
            guardrail.related,
            of: type,
            region: region
        )
        bindings["related"] = .value(.object(related))
        return View(
            bindings: bindings,
            gaps: resource.unread.merging(related.gaps) { first, _ in first }
        )
    }

    private func whole(_ criteria: Program, _ view: View) -> Verdict.Outcome {
        switch criteria.evaluate(view.bindings) {
        case .value(.bool(true)):
            var because = reasons(criteria, view)
            if because.isEmpty { because = [Because(text: criteria.source, path: "criteria")] }
            return .judged([Verdict.Part(key: "", isUnknown: false, because: because)])
        case .value(.bool(false)): return .judged([])
        case let outcome: return .unknown(unknown(outcome, view))
        }
    }

    private func elements(
        _ each: Guardrail.Each,
        _ criteria: Program,
        _ view: View
    ) -> Verdict.Outcome {
        let items: [JSON]
        switch list(each.field) {
        case .known(let list): items = list
        case .unknown(let attributes): return .unknown(unknown(.unknown(attributes), view))
        }
        var parts = Parts()
        for part in each.element.parts(items, type.elements) {
            let key = each.element.key(part.members)
            guard added?.contains(key) != false else { continue }
            var view = view
            view.bindings[each.variable] = .value(.object(part))
            let itself = Because(text: each.element.text(part.members), path: each.field)
            parts.add(key, judge(criteria, view), [itself], element: .object(part.members))
        }
        return .judged(parts.sorted)
    }

    enum List {
        case known([JSON])
        /// The attributes that were not read.
        case unknown(Set<String>)
    }

    /// A field, or a fact, whose elements are looked at one by one. Examples may state a fact.
    func list(_ name: String) -> List {
        if let fact = type.facts.first(where: { $0.name == name }),
            resource.document[name] == nil
        {
            switch fact.judge(resource) {
            case .known(let list, _): return .known(list.array ?? [])
            case .unknown(let attributes): return .unknown(attributes)
            }
        }
        if let attribute = type.fields.first(where: { $0.name == name })?.attribute,
            resource.unread[attribute] != nil
        {
            return .unknown([attribute])
        }
        return .known(resource.document[name]?.array ?? [])
    }

    private func parts(_ all: [Guardrail.Part], _ view: View) -> Verdict.Outcome {
        var parts = Parts()
        for part in all {
            guard part.isRegional else {
                let itself = Because(text: part.text, path: "parts")
                parts.add(part.key, judge(part.criteria, view), [itself])
                continue
            }
            for region in surroundings.regions {
                let itself = Because(text: "\(part.text) in \(region)", path: "parts")
                let found = judge(part.criteria, self.view(in: region))
                parts.add(part.key(in: region), found, [itself])
            }
        }
        return .judged(parts.sorted)
    }

    private enum Finding {
        case violates([Because])
        case passes
        case unknown([Because])
    }

    private func judge(_ criteria: Program, _ view: View) -> Finding {
        switch criteria.evaluate(view.bindings) {
        case .value(.bool(true)): .violates(reasons(criteria, view))
        case .value(.bool(false)): .passes
        case let outcome: .unknown(unknown(outcome, view))
        }
    }

    /// Parts by their keys. The same key twice: a violation weighs more than an unknown, and equals
    /// are one part with the reasons and elements of both, whatever their order.
    private struct Parts {
        private struct Entry {
            let isUnknown: Bool
            var because: Set<Because>
            var elements: [JSON]
        }

        private var found: [String: Entry] = [:]

        var sorted: [Verdict.Part] {
            found.sorted { $0.key < $1.key }.map { key, entry in
                Verdict.Part(
                    key: key,
                    isUnknown: entry.isUnknown,
                    because: entry.because.sorted(),
                    elements: entry.elements.count < 2
                        ? entry.elements
                        : entry.elements.map { ($0.canonicalText, $0) }
                            .sorted { $0.0 < $1.0 }.map(\.1)
                )
            }
        }

        mutating func add(
            _ key: String,
            _ finding: Finding,
            _ itself: [Because],
            element: JSON? = nil
        ) {
            let (reasons, isUnknown): ([Because], Bool)
            switch finding {
            case .passes: return
            case .violates(let because): (reasons, isUnknown) = (because, false)
            case .unknown(let because): (reasons, isUnknown) = (because, true)
            }
            var entry = Entry(
                isUnknown: isUnknown,
                because: Set(itself + reasons),
                elements: [element].compactMap(\.self)
            )
            if let known = found[key] {
                guard known.isUnknown || !isUnknown else { return }
                if known.isUnknown == isUnknown {
                    entry.because.formUnion(known.because)
                    entry.elements += known.elements
                }
            }
            found[key] = entry
        }
    }

    private func unknown(_ outcome: Outcome, _ view: View) -> [Because] {
        switch outcome {
        case .unknown(let names):
            names.sorted().map { name in
                let permission = type.permission(of: name)
                let text =
                    view.gaps[name]?.summary
                    ?? "\(permission.isEmpty ? name : permission): not read"
                return Because(text: text, path: name)
            }
        case .error(let error): [Because(text: error.message, path: "criteria")]
        case .value: [Because(text: "the condition is neither true nor false", path: "criteria")]
        }
    }
}

extension Judging {
    /// What decided: the fields of the resource with their values, the reasons of its facts, and the
    /// related resources that met a condition.
    private func reasons(_ criteria: Program, _ view: View) -> [Because] {
        var because: [Because] = []
        for term in criteria.explain(view.bindings).terms {
            // Which resource it is the finding says.
            for read in term.reads where !["resource.id", "resource.arn"].contains(read.path) {
                if read.path.hasPrefix("resource.") {
                    because += reasons(term, read, String(read.path.dropFirst(9)))
                } else if read.path.hasPrefix("related.") {
                    because += term.witnesses.flatMap { reasons($0, term, read.path) }
                }
            }
        }
        switch guardrail.because?.evaluate(view.bindings) {
        case .value(.list(let items))?:
            because += items.map { Because(text: $0.plainText, path: "because") }
        case .value(let value)?: because.append(Because(text: value.plainText, path: "because"))
        default: break
        }
        return because.sortedWithoutRepeats()
    }

    private func reasons(_ term: Term, _ read: Term.Read, _ path: String) -> [Because] {
        let fact = type.facts.first { $0.name == path }
        if case .known(_, let reasons)? = fact?.judge(resource), !reasons.isEmpty {
            return reasons
        }
        if term.witnesses.isEmpty {
            return [Because(text: "\(path) is \(read.value.text)", path: path)]
        }
        return term.witnesses.map { Because(text: text($0), path: path) }
    }

    private func reasons(_ witness: Value, _ term: Term, _ path: String) -> [Because] {
        guard case .object(let object) = witness, let object = object as? DocumentObject,
            let found = object.resource
        else { return [] }
        let name = "\(object.typeName) \(found.value.name.name ?? found.value.name.id)"
        let reasons = found.facts.filter { term.source.contains(".\($0.name)") }
            .flatMap { fact -> [Because] in
                guard case .known(_, let because) = fact.judge(found.value) else { return [] }
                return because
            }
        guard !reasons.isEmpty else { return [Because(text: name, path: path)] }
        return reasons.map {
            Because(text: "\(name): \($0.text)", path: path, witness: $0.witness)
        }
    }

    private func text(_ witness: Value) -> String {
        guard case .object(let object) = witness, let object = object as? DocumentObject,
            let element = type.elements.first(where: { $0.name == object.typeName })
        else { return witness.text }
        return element.text(object.members)
    }
}

extension [Because] {
    func sortedWithoutRepeats() -> [Because] { Set(self).sorted() }
}

extension Value {
    fileprivate var plainText: String { if case .string(let text) = self { text } else { text } }

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
        // Sorted: AWS may reorder lists.
        case .list(let items) where items.count <= 5:
            "[\(items.map(\.text).sorted().joined(separator: ", "))]"
        case .list(let items): "a list of \(items.count)"
        case .map(let map): "a map of \(map.count)"
        default: "a \(type)"
        }
    }
}
