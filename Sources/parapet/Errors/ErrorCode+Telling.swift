extension ErrorCode {
    /// Of channels, and of what goes through them.
    static let telling = [
        ErrorCode(
            "PAR-NOT-01",
            "A guardrail tells a channel that parapet.yaml does not have.",
            "Add it under 'channels', or correct the guardrail's 'to'."
        )
    ]
}
