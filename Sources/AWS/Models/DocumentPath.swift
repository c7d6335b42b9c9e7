import Document

/// A way into a document: `A.B`, `A[-1].B`, and `A[].B` for all of a list; the part of JMESPath
/// that paginators and resource types use. An empty path is the document itself.
struct DocumentPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case item(Int)
        case all
    }

    let steps: [Step]

    init(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".") {
            let name = part.prefix { $0 != "[" }.filter { $0 != " " }
            if !name.isEmpty { steps.append(.member(name)) }
            guard let open = part.firstIndex(of: "[") else { continue }
            let index = part[part.index(after: open)...].prefix { $0 != "]" }
            steps.append(Int(index).map { .item($0) } ?? .all)
        }
        self.steps = steps
    }

    /// The list that the path begins with; nil where it begins with something else.
    var leadingList: String? {
        guard steps.count > 1, case .member(let name) = steps[0] else { return nil }
        if case .member = steps[1] { return nil }
        return name
    }

    func value(in document: JSON) -> JSON? { Self.walk(steps[...], document) }

    private static func walk(_ steps: ArraySlice<Step>, _ document: JSON) -> JSON? {
        guard let step = steps.first else { return document }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name): return document[name].flatMap { walk(rest, $0) }
        case .item(let index):
            guard let items = document.array, !items.isEmpty else { return nil }
            let place = index < 0 ? items.count + index : index
            return items.indices.contains(place) ? walk(rest, items[place]) : nil
        case .all:
            guard let items = document.array else { return nil }
            let found = items.compactMap { walk(rest, $0) }
            // A list of lists is one list.
            let isNested = rest.contains(.all)
            return .array(isNested ? found.flatMap { $0.array ?? [$0] } : found)
        }
    }
}
