import Document

/// What Slack takes of blocks: it refuses a message of which one part is over. Source: Slack API,
/// "Block Kit", reference of each block.
enum SlackBlocks {
    private static let most = 50
    private static let fields = 10
    /// Characters of a block's text, and of one of its fields.
    private static let lengths = ["header": 150, "section": 3000]
    private static let fieldLength = 2000

    /// The last block says how many are left out.
    static func cut(_ blocks: [JSON]) -> [JSON] {
        let fitting = blocks.map(cut)
        guard fitting.count > most else { return fitting }
        let rest = fitting.count - (most - 1)
        return fitting.prefix(most - 1) + [
            [
                "type": "context",
                "elements": [["type": "plain_text", "text": "… \(rest) more parts"]],
            ]
        ]
    }

    private static func cut(_ block: JSON) -> JSON {
        guard case .object(var object) = block else { return block }
        let length = lengths[object["type"]?.string ?? ""] ?? fieldLength
        if let text = object["text"] { object["text"] = cut(text, length) }
        for key in ["fields", "elements"] {
            if let parts = object[key]?.array {
                object[key] = .array(parts.prefix(fields).map { cut($0, fieldLength) })
            }
        }
        return .object(object)
    }

    /// A text object, or a block's element that has one's members.
    private static func cut(_ text: JSON, _ limit: Int) -> JSON {
        guard case .object(var object) = text, let written = object["text"]?.string else {
            return text
        }
        object["text"] = .string(written.cutWithCount(toCharacters: limit))
        return .object(object)
    }
}
