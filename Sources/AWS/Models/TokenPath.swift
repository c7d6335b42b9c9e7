import Document

/// The small part of JMESPath that botocore's paginators use: `A.B`, `A[-1].B`, `A || B`.
struct TokenPath {
    private let choices: [[Step]]

    private enum Step {
        case member(String)
        case item(Int)
    }

    init(_ text: String) {
        choices = text.split(separator: "|", omittingEmptySubsequences: true).map { choice in
            var steps: [Step] = []
            for part in choice.split(separator: ".") {
                let name = part.prefix { $0 != "[" }.filter { $0 != " " }
                if !name.isEmpty { steps.append(.member(name)) }
                let index = part.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
                if let index = Int(index) { steps.append(.item(index)) }
            }
            return steps
        }
    }

    /// The first choice that leads to something other than null, false or an empty text.
    func value(in document: JSON) -> JSON? {
        choices.lazy.compactMap { Self.walk($0, document) }.first
    }

    private static func walk(_ steps: [Step], _ document: JSON) -> JSON? {
        var current = document
        for step in steps {
            switch step {
            case .member(let name):
                guard let next = current[name] else { return nil }
                current = next
            case .item(let index):
                guard let items = current.array, !items.isEmpty else { return nil }
                let place = index < 0 ? items.count + index : index
                guard items.indices.contains(place) else { return nil }
                current = items[place]
            }
        }
        switch current {
        case .null, .bool(false), .string(""): return nil
        default: return current
        }
    }
}
