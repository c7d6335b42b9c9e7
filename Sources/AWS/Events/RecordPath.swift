import Document

/// A way into a CloudTrail record, through whatever forms its lists have had: an array, an object
/// with `items` or `item` around one, `{}` for none, the one thing without a list.
struct RecordPath: Sendable {
    private let steps: [String]

    /// More than any call takes.
    private static let most = 1_000
    /// Longer than any id or ARN of AWS.
    private static let longest = 2_048

    /// What CloudTrail writes in the place of what it does not tell.
    private static let hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

    init(_ steps: [String]) { self.steps = steps }

    /// The texts there, each once, as they come. What is empty, overlong or not a text is none.
    func texts(in record: JSON) -> [String] {
        var found = record.each
        for step in steps {
            var next: [JSON] = []
            for member in found.compactMap({ $0[step] }) where next.count < Self.most {
                next += member.each.prefix(Self.most - next.count)
            }
            found = next
        }
        var seen: Set<String> = []
        // A list of texts in the capitalised requests: { "tag": 1, "content": "fl-1" }.
        return found.compactMap { $0.string ?? $0["content"]?.string }.filter {
            !$0.isEmpty && $0.utf8.count <= Self.longest && $0.isPlain && $0 != Self.hidden
                && seen.insert($0).inserted
        }
    }
}

extension JSON {
    /// The things in a list of any form; of anything else itself.
    fileprivate var each: [JSON] {
        if let array { return array.flatMap(\.each) }
        if let object, let items = object["items"] ?? object["item"] { return items.each }
        return [self]
    }
}
