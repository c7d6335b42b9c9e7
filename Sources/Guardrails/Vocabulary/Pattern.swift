/// A name pattern in which `*` stands for any text and `?` for one character, as in IAM policies.
public struct Pattern: Sendable, Hashable {
    private let characters: [Character]

    public init(_ text: String) { characters = Array(text) }

    public func matches(_ text: String) -> Bool {
        let text = Array(text)
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
