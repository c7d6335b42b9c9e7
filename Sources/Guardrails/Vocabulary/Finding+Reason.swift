import Document

extension Finding {
    /// Why a finding is in its status. The one place that knows the texts which rows, reports and
    /// people see; SQL that closes and reopens writes the same.
    public enum Reason: Sendable, Hashable {
        /// How a granted exception ended.
        public enum Ending: String, Sendable, Hashable, CaseIterable {
            case expired, revoked
        }

        /// Resolved: the resource was judged and violates no more.
        case fixed
        /// Resolved: the resource is not there any more.
        case gone
        /// Resolved: suspended, excluded, or not in the organization any more.
        case accountLeft
        case guardrailRemoved
        /// Resolved: the guardrail's text changed, the resource did not.
        case guardrailChanged
        /// Resolved: a filter, the environment, the mode or the regions leave it out.
        case outOfScope
        /// Excepted by a granted exception.
        case exception(String)
        /// Open again: the exception that covered it ended.
        case exceptionEnded(String, Ending)
        /// Excepted by the resource's own tags.
        case exceptionByTag
        /// Open although the tags except it: the guardrail allows that only until then.
        case exceptionByTagEnded(Timestamp)
    }
}

extension Finding.Reason {
    private static let granted = "exception "
    private static let tagEnded = "exception by tag ended "

    public var text: String {
        switch self {
        case .fixed: "fixed"
        case .gone: "gone"
        case .accountLeft: "account left"
        case .guardrailRemoved: "guardrail removed"
        case .guardrailChanged: "guardrail changed"
        case .outOfScope: "out of scope"
        case .exception(let id): Self.granted + id
        case .exceptionEnded(let id, let ending): "\(Self.granted)\(id) \(ending.rawValue)"
        case .exceptionByTag: "exception by tag"
        case .exceptionByTagEnded(let time): Self.tagEnded + time.rfc3339
        }
    }

    /// Those that stand for themselves.
    public static let plain: [Self] = [
        .fixed, .gone, .accountLeft, .guardrailRemoved, .guardrailChanged, .outOfScope,
        .exceptionByTag,
    ]

    /// Nil where it is none of them.
    public init?(text: String) {
        if let plain = Self.plain.first(where: { $0.text == text }) {
            self = plain
            return
        }
        if text.hasPrefix(Self.tagEnded) {
            let time = text.dropFirst(Self.tagEnded.count)
            guard let until = Timestamp(String(time)) else { return nil }
            self = .exceptionByTagEnded(until)
            return
        }
        guard text.hasPrefix(Self.granted) else { return nil }
        let words = text.dropFirst(Self.granted.count).split(
            separator: " ",
            omittingEmptySubsequences: false
        )
        switch (words.count, words.last.flatMap { Ending(rawValue: String($0)) }) {
        case (1, _) where !words[0].isEmpty: self = .exception(String(words[0]))
        case (2, let ending?): self = .exceptionEnded(String(words[0]), ending)
        default: return nil
        }
    }
}
