import Document
import Guardrails

extension Declaration {
    func collect(_ id: String, by one: One, _ reading: Reading, _ answers: Answers) async {
        switch one {
        case .listing: await list(operation, [:], reading, answers)
        case .narrowed(let other, let parts):
            let operation = other ?? operation
            let isFound = await list(operation, values(parts, operation, id), reading, answers)
            // With a slash in its last part the id was cut at the wrong place.
            let isDoubtful = parts.values.contains(.afterLastSlash) && id.count { $0 == "/" } > 1
            if !isFound && isDoubtful { await list(self.operation, [:], reading, answers) }
        case .call(let call): await collect(id, by: call, reading, answers)
        }
    }

    /// Lists up to the one that is wanted. False where it is not there.
    @discardableResult
    private func list(
        _ operation: String,
        _ narrowing: Object,
        _ reading: Reading,
        _ answers: Answers
    ) async -> Bool {
        var parameters = parameters
        for (parameter, value) in narrowing { parameters[parameter] = value }
        let isWanted = { (item: JSON) in self.id(of: Self.object(item)) == reading.id }
        let listing = await reading.reader.list(
            service,
            operation,
            items,
            region: reading.region,
            parameters,
            ofOne: true,
            until: isWanted
        )
        answers.listed(listing.gap)
        await complete(listing.items, reading, answers)
        return listing.gap != nil || listing.items.contains(where: isWanted)
    }

    private func collect(
        _ id: String,
        by call: Call,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        var parameters = call.constants
        for (name, value) in values(call.parameters, call.operation, id) {
            parameters[name] = value
        }
        let answer = await reading.reader.read(
            service,
            call.operation,
            region: reading.region,
            parameters,
            ofOne: true
        )
        switch answer {
        case .gap(let gap): answers.listed(gap)
        case .absent, .gone: answers.listed(nil)
        case .complete(let document):
            answers.listed(nil)
            await complete([item(of: document, call, id)], reading, answers)
        }
    }

    private func values(_ parts: [String: Part], _ operation: String, _ id: String) -> Object {
        var values = Object()
        for (parameter, part) in parts {
            let text = JSON.string(part.text(of: id))
            values[parameter] = takesList(operation, parameter) ? [text] : text
        }
        return values
    }

    /// The item as the listing would tell it.
    private func item(of document: Object, _ call: Call, _ id: String) -> JSON {
        guard case .at(let path, let renamed, let without) = call.item else { return .string(id) }
        let answer = JSON.object(document)
        var item = Object()
        for (name, value) in listed(path.value(in: answer)) where !without.contains(name) {
            item[name] = value
        }
        for (name, path) in renamed { item[name] = path.value(in: answer) }
        return .object(item)
    }

    /// Of an item, what the listing's items have according to AWS's model.
    func listed(_ item: JSON?) -> Object {
        guard let model = ServiceModel.named(service),
            let output = model.operations[operation]?.output,
            let list = model.shape(at: items, in: model[output]),
            case .list(let member) = list.kind
        else { return [:] }
        let names = Set(model[member.shape].members.map(\.name))
        return Object((item?.object ?? [:]).filter { names.contains($0.0) })
    }
}
