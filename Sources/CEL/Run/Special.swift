/// Instructions for common shapes of calls.
enum Special {
    /// Nil where the general instruction must do.
    static func instruction(
        _ name: String,
        _ constants: [Value?],
        _ codes: [any Instruction],
        _ offset: Int
    ) -> (any Instruction)? {
        nil
    }
}
