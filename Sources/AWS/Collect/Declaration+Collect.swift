import Document
import Guardrails

extension Declaration {
    func collect(_ reading: Reading, _ answers: Answers) async {
        guard !isSingle else { return await collectSingle(reading, answers) }
        if let id = reading.id, let one { return await collect(id, by: one, reading, answers) }
        let listing = await reading.reader.list(
            service,
            operation,
            items,
            region: reading.region,
            parameters
        )
        answers.listed(listing.gap)
        await complete(listing.items, reading, answers)
    }

    /// Turns items into resources: all, or the one that is read by its id. An item without an id may
    /// be that one. A replica belongs to another region's reading.
    func complete(_ items: [JSON], _ reading: Reading, _ answers: Answers) async {
        let wanted = items.filter { item in
            if let home = home(of: item), !reading.keeps(replicaOf: home) { return false }
            guard let id = reading.id, let found = self.id(of: Self.object(item)) else {
                return true
            }
            return found == id
        }
        await reading.each(wanted) { item in
            await resource(item, reading, answers).map { [$0] } ?? []
        }
    }

    /// The one thing of its kind: the answer is the resource, and its absence is a finding's matter,
    /// so it is there even where AWS says that there is none.
    private func collectSingle(_ reading: Reading, _ answers: Answers) async {
        if let id = reading.id, id != reading.scope.account { return answers.listed(nil) }
        let answer = await reading.reader.read(
            service,
            operation,
            region: reading.region,
            parameters
        )
        switch answer {
        case .gap(let gap): answers.listed(gap)
        case .absent, .gone:
            answers.listed(nil)
            let name = reading.name(id: reading.scope.account)
            answers.found([Resource(name: name, document: ["exists": false])])
        case .complete(let document):
            guard let item = items.value(in: .object(document)) else {
                return answers.listed(unreadable("it is not in the answer"))
            }
            answers.listed(nil)
            if var found = await resource(item, reading, answers) {
                found.document["exists"] = true
                answers.found([found])
            }
        }
    }

    private func resource(_ item: JSON, _ reading: Reading, _ answers: Answers) async -> Resource? {
        var aws = Self.object(item)
        // Some calls tell an empty list of tags, others leave it out.
        if case .listed(let member) = tags, var members = aws.object {
            members[member] = members[member] ?? []
            aws = .object(members)
        }
        for path in redacted { aws = aws.redacting(path.split(separator: ".")[...]) }
        guard let id = isSingle ? reading.scope.account : self.id(of: aws) else {
            // Without a name it cannot be told from one that is gone.
            answers.listed(unreadable("an item without an id"))
            return nil
        }
        let name = nameAt?.value(in: aws)?.string ?? tagName(aws)
        var draft = ResourceDraft(
            reading.name(id: id, arn: arn(aws, id, reading), name: name),
            aws: aws
        )
        // Who writes such a text is not to hide by it, nor to make all others unknown.
        for field in fields where !fill(&draft, [field], from: aws) {
            draft.leave(field.name, unread: unreadable("\(field.name) is not JSON"))
        }
        switch tags {
        case .none, .read: break
        case .listed(let path), .object(let path):
            draft["tags"] = .tags(DocumentPath(path).value(in: aws))
        }
        for attribute in reads where reading.needs(attribute.name) {
            if isTagging(attribute), isForeign(draft.resource.name, reading) {
                draft["tags"] = .tags(nil)
                answers.read(attribute.name, nil)
                continue
            }
            var parameters = attribute.constants
            for (parameter, path) in attribute.parameters {
                let value =
                    path == "@arn"
                    ? draft.resource.name.arn.map { .string($0) }
                    : DocumentPath(path).value(in: aws)
                let isList = takesList(attribute.operation, parameter)
                parameters[parameter] = isList ? value.map { .array([$0]) } : value
            }
            let answer = await reading.reader.read(
                service,
                attribute.operation,
                region: home(of: aws) ?? reading.region,
                parameters,
                asPart: !isSingle
            )
            let document = draft.take(answer, as: attribute.name, answers) { document in
                lists(of: attribute).allSatisfy { document[$0] != nil }
            }.map { JSON.object($0) }
            if draft.isGone { return nil }
            if case .read(let tagging, let path) = tags, tagging.name == attribute.name {
                draft["tags"] = .tags(document.flatMap { DocumentPath(path).value(in: $0) })
            }
            if let document, !fill(&draft, attribute.fields, from: document) {
                let gap = unreadable("a policy that is not JSON", attribute.operation)
                draft.leave(attribute.name, unread: gap, answers)
            }
        }
        return draft.resource
    }

    private func home(of item: JSON) -> String? { homeAt?.value(in: item)?.string }

    private func isTagging(_ attribute: Attribute) -> Bool {
        if case .read(let tagging, _) = tags { tagging.name == attribute.name } else { false }
    }

    /// Whether another account owns it: AWS tells its tags to its owner alone, and what they except
    /// is excepted there.
    private func isForeign(_ name: ResourceName, _ reading: Reading) -> Bool {
        homeAt != nil && name.arn.flatMap(ResourceOwner.account(of:)) != reading.scope.account
    }

    /// A list of texts is a list of ids.
    static func object(_ item: JSON) -> JSON {
        item.string.map { ["Id": .string($0)] } ?? item
    }

    func id(of item: JSON) -> String? {
        let parts = id.compactMap { $0.value(in: item)?.string }.filter { !$0.isEmpty }
        return parts.count == id.count ? parts.joined(separator: "/") : nil
    }

    /// The lists that an attribute's answer must have, else what is in them is not known: those that
    /// its fields are in, and its tags.
    private func lists(of attribute: Attribute) -> [String] {
        guard !Omission.documents.contains("\(service).\(attribute.operation)") else { return [] }
        var names = attribute.fields.compactMap(\.path.leadingList)
        if case .read(let tagging, let path) = tags, tagging.name == attribute.name,
            case .member(let name)? = DocumentPath(path).steps.first
        {
            names.append(name)
        }
        return names
    }

    private func unreadable(_ detail: String, _ operation: String? = nil) -> Gap {
        Gap(
            reason: .failed,
            permission: Permission.action(service, operation ?? self.operation),
            detail: detail
        )
    }

    /// False where a text that must be JSON is not: what it says is then not known.
    private func fill(
        _ draft: inout ResourceDraft,
        _ fields: [Mapped],
        from document: JSON
    ) -> Bool {
        for field in fields {
            var value = field.path.value(in: document)
            if field.isText, let text = value?.string, !text.isEmpty {
                value = Self.document(text)
                if value == nil { return false }
            }
            draft[field.name] = value
        }
        return true
    }

    /// IAM gives policies percent-encoded.
    private static func document(_ text: String) -> JSON? {
        try? JSON.parse(text.hasPrefix("%7B") ? Percent.decoded(text) : text)
    }

    /// A policy as the object that it is; nil where it is none.
    static func document(_ json: JSON?) -> JSON? {
        guard let text = json?.string else { return json?.object.map { .object($0) } }
        return document(text)
    }

    /// Whether the call takes several at once and is given one.
    func takesList(_ operation: String, _ parameter: String) -> Bool {
        guard let model = ServiceModel.named(service),
            let input = model.operations[operation]?.input,
            let member = model[input].members.first(where: { $0.name == parameter }),
            case .list = model[member.shape].kind
        else { return false }
        return true
    }

    private func tagName(_ item: JSON) -> String? {
        guard case .listed(let path) = tags else { return nil }
        return JSON.tags(DocumentPath(path).value(in: item))["Name"]?.string
    }

    private func arn(_ item: JSON, _ id: String, _ reading: Reading) -> String? {
        switch arn {
        case .none: return nil
        case .path(let path): return DocumentPath(path).value(in: item)?.string
        case .form(let form): return self.arn(form, id, reading, account: reading.scope.account)
        case .ownerless(let form): return self.arn(form, id, reading, account: "")
        }
    }

    private func arn(_ form: String, _ id: String, _ reading: Reading, account: String) -> String {
        let resource = form.split(separator: "{id}", omittingEmptySubsequences: false)
            .joined(separator: id)
        return reading.arn(service, resource, account: account)
    }
}

extension JSON {
    /// Without the values under a member; of an object the names stay.
    func redacting(_ path: ArraySlice<Substring>) -> JSON {
        guard let name = path.first else {
            guard let members = object else { return "(redacted)" }
            return .object(Object(members.map { ($0.0, "(redacted)") }))
        }
        guard var members = object, let member = members[String(name)] else { return self }
        members[String(name)] = member.redacting(path.dropFirst())
        return .object(members)
    }
}

/// Percent notation, as in URLs.
enum Percent {
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
