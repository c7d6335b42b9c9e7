/// The first thing the lexer or parser cannot accept.
struct SyntaxError: Error {
    let offset: Int
    let message: String

    init(_ message: String, at offset: Int) {
        self.offset = offset
        self.message = message
    }
}
