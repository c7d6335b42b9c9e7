/// What is left to be taken back of a change once the instance that it was about is gone.
public enum WhenGone: Sendable, Hashable {
    /// What was changed went with it.
    case nothing
    /// What was made beside it: the undo plans that alone.
    case rest
    /// What was changed stays, and nobody tells from the instance what it was.
    case stays(String)
}
