import Document

/// Where a paginator finds its token: the first of several ways, as in `A || B[-1].C`.
struct TokenPath {
    private let choices: [DocumentPath]

    init(_ text: String) {
        choices = text.split(separator: "|").map { DocumentPath(String($0)) }
    }

    /// The first choice that leads to something other than null, false or an empty text.
    func value(in document: JSON) -> JSON? {
        choices.lazy.compactMap { choice -> JSON? in
            switch choice.value(in: document) {
            case nil, .null, .bool(false), .string(""): nil
            case let found?: found
            }
        }.first
    }
}
