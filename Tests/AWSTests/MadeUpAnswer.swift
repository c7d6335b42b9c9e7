import Document
import Platform

@testable import AWS

/// A right answer to an operation, made up from its model: one of everything, on one page.
struct MadeUpAnswer {
    let model: ServiceModel
    let operation: AWS.Operation
    var document: Object

    private static let maxDepth = 6

    init(_ model: ServiceModel, _ operation: AWS.Operation) {
        self.model = model
        self.operation = operation
        document = [:]
        guard let output = operation.output.map({ model[$0] }) else { return }
        document = structure(output, 0)
        let pages = operation.pages
        for token in (pages?.outputTokens ?? []) + [pages?.more].compactMap(\.self) {
            document = Self.without(DocumentPath(token).steps[...], in: document)
        }
    }

    /// CloudFront's marks of further pages are inside the list's structure, others beside their list.
    private static func without(
        _ path: ArraySlice<DocumentPath.Step>,
        in document: Object
    ) -> Object {
        guard case .member(let name)? = path.first else { return document }
        var left = document
        let inner = path.dropFirst().isEmpty ? nil : document[name]?.object
        left[name] = inner.map { .object(without(path.dropFirst(), in: $0)) }
        return left
    }

    /// `service.Operation`.
    var call: String { "\(model.name).\(operation.name)" }

    /// Its lists, structures and maps, by name.
    var containers: [String] {
        document.keys.filter { document[$0]?.array != nil || document[$0]?.object != nil }
    }

    var lists: [String] { document.keys.filter { document[$0]?.array != nil } }

    private func structure(_ shape: WireShape, _ depth: Int) -> Object {
        let members = shape.members.filter { $0.location == nil && !$0.isAttribute }
        return Object(
            members.compactMap { member in
                value(model[member.shape], member.name, depth).map { (member.name, $0) }
            }
        )
    }

    private func value(_ shape: WireShape, _ name: String, _ depth: Int) -> JSON? {
        guard depth < Self.maxDepth else { return nil }
        switch shape.kind {
        case .structure: return .object(structure(shape, depth + 1))
        case .list(let member):
            return .array([value(model[member.shape], name, depth + 1)].compactMap(\.self))
        case .map(_, let member):
            return .object(
                Object(
                    [value(model[member.shape], name, depth + 1)].compactMap { $0 }.map {
                        ("k", $0)
                    }
                )
            )
        case .integer: return 1
        case .double: return 0.5
        case .boolean: return true
        case .timestamp: return "2026-01-01T00:00:00Z"
        case .blob: return .string(Base64.encode(Array("user,arn\nu,a\n".utf8)))
        case .document: return [:]
        case .string:
            switch name {
            case "State": return "COMPLETE"
            case "OwnerId": return "111111111111"
            case "BucketRegion", "HomeRegion": return "us-east-1"
            case "TrailARN": return "arn:aws:cloudtrail:us-east-1:111111111111:trail/t"
            case "Policy": return #"{"Statement":[]}"#
            // Where a document is expected it is one.
            default: return "{}"
            }
        }
    }
}
