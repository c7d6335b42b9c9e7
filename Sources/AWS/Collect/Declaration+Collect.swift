import Document
import Guardrails

extension Declaration {
    func collect(_ reading: Reading, _ answers: Answers) async {
        guard !isSingle else { return await collectOne(reading, answers) }
        let listing = await reading.session.list(
            service,
            operation,
            items,
            region: reading.region,
            parameters
        )
        answers.listed(listing.gap)
        await reading.each(listing.items) { item in
            await resource(item, reading, answers).map { [$0] } ?? []
        }
    }

    /// The one thing of its kind: the answer is the resource, and its absence is a finding's matter,
    /// so it is there even where AWS says that there is none.
    private func collectOne(_ reading: Reading, _ answers: Answers) async {
        let answer = await reading.session.read(
            service,
            operation,
            region: reading.region,
            parameters
        )
        switch answer {
        case .gap(let gap): answers.listed(gap)
        case .absent:
            answers.listed(nil)
            let name = reading.name(id: reading.scope.account)
            answers.found([Resource(name: name, document: ["exists": false])])
        case .complete(let document):
            answers.listed(nil)
            let item = items.value(in: .object(document)) ?? .null
            if var found = await resource(item, reading, answers) {
                found.document["exists"] = true
                answers.found([found])
            }
        }
    }

    private func resource(_ item: JSON, _ reading: Reading, _ answers: Answers) async -> Resource? {
        // A list of texts is a list of ids.
        var aws = item.string.map { JSON.object(["Id": .string($0)]) } ?? item
        for path in redacted { aws = aws.redacting(path.split(separator: ".")[...]) }
        let parts = id.compactMap { $0.value(in: aws)?.string }
        guard parts.count == id.count else {
            // Without a name it cannot be told from one that is gone.
            answers.listed(unreadable("an item without an id"))
            return nil
        }
        let id = isSingle ? reading.scope.account : parts.joined(separator: "/")
        let name = nameAt?.value(in: aws)?.string ?? tagName(aws)
        var draft = ResourceDraft(
            reading.name(id: id, arn: arn(aws, id, reading), name: name),
            aws: aws
        )
        if !fill(&draft, fields, from: aws) {
            answers.listed(unreadable("a policy that is not JSON"))
            return nil
        }
        switch tags {
        case .none, .read: break
        case .listed(let path), .object(let path):
            draft["tags"] = .tags(DocumentPath(path).value(in: aws))
        }
        for attribute in reads where reading.needs(attribute.name) {
            var parameters = attribute.constants
            for (parameter, path) in attribute.parameters {
                let value =
                    path == "@arn"
                    ? draft.resource.name.arn.map { .string($0) }
                    : DocumentPath(path).value(in: aws)
                let isList = takesList(attribute.operation, parameter)
                parameters[parameter] = isList ? value.map { .array([$0]) } : value
            }
            let answer = await reading.session.read(
                service,
                attribute.operation,
                region: reading.region,
                parameters
            )
            let document = draft.take(answer, as: attribute.name, answers).map { JSON.object($0) }
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
    private func takesList(_ operation: String, _ parameter: String) -> Bool {
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
        case .form(let form):
            let resource = form.split(separator: "{id}", omittingEmptySubsequences: false)
                .joined(separator: id)
            return reading.arn(service, resource, account: reading.scope.account)
        }
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
