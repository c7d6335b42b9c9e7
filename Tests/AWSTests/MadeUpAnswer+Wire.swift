import Document
import Platform

@testable import AWS

extension MadeUpAnswer {
    /// What goes wrong while it is written.
    enum Slip {
        /// Another operation's root.
        case root
        /// Every list of the answer stands there twice.
        case twice
        /// What a service says of an error stands in the answer.
        case error
    }

    var isXML: Bool {
        switch model.wireProtocol {
        case .ec2, .query, .restXML: true
        case .json, .restJSON: false
        }
    }

    /// As the service writes it, in its protocol.
    func body(_ slip: Slip? = nil) -> String {
        guard let output = operation.output.map({ model[$0] }) else { return "" }
        if let text = raw(output) { return slip == nil ? text : "<Other/>" }
        guard isXML else {
            var json = self.json(.object(document), output).object ?? [:]
            if slip == .root { json = ["Other": .array([])] }
            if slip == .error { json["__type"] = "com.amazonaws#AccessDeniedException" }
            return JSON.object(json).text
        }
        let root = AnswerRoot.name(of: operation, model) ?? ""
        let named = slip == .root ? "OtherResponse" : root
        var shape = output
        var content = JSON.object(document)
        if let payload = output.members.first(where: { $0.name == output.payload }) {
            shape = model[payload.shape]
            content = document[payload.name] ?? [:]
        }
        var inner = elements(content, shape, isDoubled: slip == .twice)
        if let wrapper = operation.resultWrapper { inner = "<\(wrapper)>\(inner)</\(wrapper)>" }
        if slip == .error {
            let error = "<Error><Code>AccessDenied</Code><Message>m</Message></Error>"
            inner += model.wireProtocol == .ec2 ? "<Errors>\(error)</Errors>" : error
        }
        return "<\(named)>\(inner)</\(named)>"
    }

    /// What a service says when it refuses.
    var refusal: String {
        let error = "<Error><Code>AccessDenied</Code><Message>m</Message></Error>"
        return switch model.wireProtocol {
        case .ec2: "<Response><Errors>\(error)</Errors></Response>"
        case .query: "<ErrorResponse>\(error)</ErrorResponse>"
        case .restXML: error
        case .json, .restJSON: #"{"__type":"com.amazonaws#AccessDeniedException","message":"m"}"#
        }
    }

    /// A body that is one member's own text.
    private func raw(_ output: WireShape) -> String? {
        guard let payload = output.members.first(where: { $0.name == output.payload }),
            case .string = model[payload.shape].kind
        else { return nil }
        return document[payload.name]?.string ?? ""
    }

    private func json(_ value: JSON, _ shape: WireShape) -> JSON {
        switch (shape.kind, value) {
        case (.structure, .object(let object)):
            return .object(
                Object(
                    shape.members.compactMap { member in
                        object[member.name].map { (member.wireName, json($0, model[member.shape])) }
                    }
                )
            )
        case (.list(let member), .array(let items)):
            return .array(items.map { json($0, model[member.shape]) })
        case (.map(_, let member), .object(let object)):
            return .object(Object(object.map { ($0.0, json($0.1, model[member.shape])) }))
        default: return value
        }
    }

    private func elements(_ value: JSON, _ shape: WireShape, isDoubled: Bool = false) -> String {
        guard case .structure = shape.kind, let object = value.object else { return value.plain }
        return shape.members.enumerated().map { index, member in
            guard let value = object[member.name] else { return "" }
            let inner = model[member.shape]
            let name = shape.elements.first { $0.value == index }?.key ?? member.wireName
            let isFlat = member.isFlattened || inner.isFlattened
            let text = isFlat ? flat(name, value, inner) : element(name, value, inner)
            return isDoubled && !isFlat && value.array != nil ? text + text : text
        }.joined()
    }

    private func element(_ name: String, _ value: JSON, _ shape: WireShape) -> String {
        let inner: String
        switch (shape.kind, value) {
        case (.list(let member), .array(let items)):
            let usual = model.wireProtocol == .ec2 ? "item" : "member"
            inner = items.map {
                element(member.locationName ?? usual, $0, model[member.shape])
            }.joined()
        case (.map, .object(let object)):
            inner = object.map { element("entry", entry($0.0, $0.1, shape), shape) }.joined()
        default: inner = elements(value, shape)
        }
        return "<\(name)>\(inner)</\(name)>"
    }

    private func flat(_ name: String, _ value: JSON, _ shape: WireShape) -> String {
        switch (shape.kind, value) {
        case (.list(let member), .array(let items)):
            items.map { element(name, $0, model[member.shape]) }.joined()
        default: element(name, value, shape)
        }
    }

    /// An entry of a map is written out before it is put between tags.
    private func entry(_ key: String, _ value: JSON, _ shape: WireShape) -> JSON {
        guard case .map(let name, let member) = shape.kind else { return value }
        let content = element(member.locationName ?? "value", value, model[member.shape])
        let key = "<\(name.locationName ?? "key")>\(key)</\(name.locationName ?? "key")>"
        return .string(key + content)
    }
}

extension JSON {
    /// As it stands between two tags.
    fileprivate var plain: String { string ?? (object?.isEmpty == true ? "" : text) }
}
