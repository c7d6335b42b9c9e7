/// A name pattern in which `*` stands for any text and `?` for one character, as in IAM policies.
/// Characters are those of Unicode, as LIKE of PostgreSQL takes them: the same letter written in two
/// ways is two texts, for AWS too.
public struct Pattern: Sendable, Hashable {
    private let characters: [Unicode.Scalar]

    public init(_ text: String) { characters = Array(text.unicodeScalars) }

    public func matches(_ text: String) -> Bool {
        let text = Array(text.unicodeScalars)
        var (index, at) = (0, 0)
        var star: (index: Int, at: Int)?
        while at < text.count {
            if index < characters.count, characters[index] == "*" {
                star = (index, at)
                index += 1
            } else if index < characters.count,
                characters[index] == "?" || characters[index] == text[at]
            {
                index += 1
                at += 1
            } else if let last = star {
                star = (last.index, last.at + 1)
                index = last.index + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return characters[index...].allSatisfy { $0 == "*" }
    }
}
