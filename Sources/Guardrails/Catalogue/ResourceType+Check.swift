import CEL
import Document

extension ResourceType {
    /// Whether a document that people wrote fits the declared fields.
    func check(_ value: YAMLValue) {
        let known = fields.map { ($0.name, $0.shape) } + facts.map { ($0.name, $0.shape) }
        Self.check(value, known + Self.identityFields + [("aws", .any)], elements)
        if let aws, let document = value.keysQuietly["aws"] { Self.check(document, aws) }
    }

    private static func check(_ value: YAMLValue, _ shape: any DocumentShape) {
        if let element = shape.element {
            for item in value.list() { check(item, element) }
        } else if let members = shape.members, !members.isEmpty {
            for (name, value) in value.keys(members) {
                if let member = shape.member(name) { check(value, member) }
            }
        }
    }

    private static func check(
        _ value: YAMLValue,
        _ fields: [(String, Shape)],
        _ elements: [Element]
    ) {
        for (name, member) in value.keys(fields.map(\.0)) {
            guard let shape = fields.first(where: { $0.0 == name })?.1, !member.isEmpty else {
                continue
            }
            check(member, shape, elements)
        }
    }

    private static func check(_ value: YAMLValue, _ shape: Shape, _ elements: [Element]) {
        switch shape {
        case .any: return
        case .list(let element): value.list().forEach { check($0, element, elements) }
        case .map(let shape): value.entries().forEach { check($0.value, shape, elements) }
        case .element(let name):
            let fields = elements.first { $0.name == name }?.fields ?? []
            check(value, fields.map { ($0.name, $0.shape) }, elements)
        case .text: _ = value.text()
        case .flag: _ = value.flag()
        case .int, .double, .timestamp:
            if shape.value(of: value.json(), elements) == nil { value.wrong(shape.expectation) }
        }
    }
}
