extension ErrorCode {
    /// Of channels, and of what goes through them.
    static let telling = [
        ErrorCode(
            "PAR-NOT-01",
            "A guardrail tells a channel that parapet.yaml does not have.",
            "Add it under 'channels', or correct the guardrail's 'to'."
        ),
        ErrorCode(
            "PAR-NOT-02",
            "An account's Security Hub is to be told, and no role for that is named.",
            "Deploy the role of 'parapet permissions notify-role', and name it with roles.notify."
        ),
    ]
}
