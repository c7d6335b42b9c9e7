/// A code that a mistake or a failure is told with; it never changes its meaning.
struct ErrorCode {
    /// `PAR-DB-04`
    let code: String
    /// What happened.
    let meaning: String
    /// What to do about it.
    let remedy: String

    init(_ code: String, _ meaning: String, _ remedy: String) {
        self.code = code
        self.meaning = meaning
        self.remedy = remedy
    }

    /// By code.
    static let all: [ErrorCode] =
        (commands + files + cluster + database + aws + eventPath + telling)
        .sorted { $0.code < $1.code }
}
