import Document
import Guardrails
import Platform

/// What the reads of one type brought: the resources, and how each kind of read ended.
final class Answers: Sendable {
    private struct State {
        var resources: [Resource] = []
        var list: Coverage
        var attributes: [String: Coverage]
        var waitSeconds: Double?
    }

    private let state: Lock<State>

    init(_ type: ResourceType, attributes: Set<String>) {
        let list = Coverage(
            type: type.name,
            attribute: nil,
            permission: type.listPermissions.first ?? ""
        )
        let known = attributes.map { name in
            (
                name,
                Coverage(
                    type: type.name,
                    attribute: name,
                    permission: type.permission(of: name)
                )
            )
        }
        state = Lock(
            State(list: list, attributes: Dictionary(known, uniquingKeysWith: { $1 }))
        )
    }

    /// A list call ended, with all its pages or with a gap.
    func listed(_ gap: Gap?) { state.withLock { $0.list.add(gap) } }

    func read(_ attribute: String, _ gap: Gap?) {
        state.withLock { $0.attributes[attribute]?.add(gap) }
    }

    /// What reading an attribute needs.
    func permission(of attribute: String) -> String {
        state.withLock { $0.attributes[attribute]?.permission ?? "" }
    }

    /// Completes what was found by an attribute that comes for all at once. `body` answers the gap
    /// that kept it from one.
    func amend(_ attribute: String, _ body: (inout Resource) -> Gap?) {
        state.withLock { state in
            for index in state.resources.indices {
                let gap = body(&state.resources[index])
                state.attributes[attribute]?.add(gap)
            }
        }
    }

    func found(_ resources: [Resource]) { state.withLock { $0.resources += resources } }

    /// AWS is not ready: the whole job is to be done again then.
    func wait(seconds: Double) { state.withLock { $0.waitSeconds = seconds } }

    var waitSeconds: Double? { state.withLock { $0.waitSeconds } }

    func all() -> ([Resource], [Coverage]) {
        state.withLock { state in
            let attributes = state.attributes.values.sorted { left, right in
                (left.attribute ?? "") < (right.attribute ?? "")
            }
            return (state.resources, [state.list] + attributes)
        }
    }
}

extension Coverage {
    fileprivate mutating func add(_ gap: Gap?) {
        if let gap { gaps[gap, default: 0] += 1 } else { complete += 1 }
    }
}

/// A resource while its attributes come in.
struct ResourceDraft {
    private(set) var resource: Resource
    /// It went while it was read: there is nothing to judge.
    private(set) var isGone = false

    init(_ name: ResourceName, aws: JSON) {
        resource = Resource(name: name, document: ["aws": aws])
    }

    /// A field of the document; nil leaves it out.
    subscript(field: String) -> JSON? {
        get { resource.document[field] }
        set { resource.document[field] = newValue }
    }

    /// Notes how the read of an attribute ended. Its document; nil where there is none.
    mutating func take(
        _ answer: Answer,
        as attribute: String,
        _ answers: Answers,
        checking isValid: (Object) -> Bool = { _ in true }
    ) -> Object? {
        switch answer {
        case .complete(let document) where isValid(document):
            answers.read(attribute, nil)
            return document
        case .absent:
            answers.read(attribute, nil)
            return nil
        case .gone:
            isGone = true
            return nil
        case .complete:
            let gap = Gap(
                reason: .failed,
                permission: answers.permission(of: attribute),
                detail: "the \(attribute) of \(resource.name.id) is not readable"
            )
            leave(attribute, unread: gap, answers)
            return nil
        case .gap(let gap):
            leave(attribute, unread: gap, answers)
            return nil
        }
    }

    /// Of what the listing tells: nobody asked for it apart.
    mutating func leave(_ field: String, unread gap: Gap) { resource.unread[field] = gap }

    mutating func leave(_ attribute: String, unread gap: Gap, _ answers: Answers) {
        resource.unread[attribute] = gap
        answers.read(attribute, gap)
    }
}

extension JSON {
    /// AWS's list of keys and values as an object; an empty one where there is none.
    static func tags(_ list: JSON?) -> JSON {
        if case .object? = list { return list ?? [:] }
        let pairs = (list?.array ?? []).compactMap { tag -> (String, JSON)? in
            let key = tag["Key"] ?? tag["key"] ?? tag["TagKey"]
            let value = tag["Value"] ?? tag["value"] ?? tag["TagValue"]
            return key?.string.map { ($0, value ?? "") }
        }
        return .object(Object(pairs))
    }
}
