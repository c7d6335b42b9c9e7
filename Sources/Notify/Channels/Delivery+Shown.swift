extension Delivery {
    private static let longestReasonCharacters = 400

    /// What may be stored and shown: one line, without these texts. A receiver may send back what it
    /// was sent.
    func shown(without secrets: [String]) -> Delivery {
        switch self {
        case .delivered(let reference):
            .delivered(reference: reference.map { Self.shown($0, secrets) })
        case .later(let seconds, let reason):
            .later(seconds: seconds, reason: Self.shown(reason, secrets))
        case .refused(let reason): .refused(Self.shown(reason, secrets))
        }
    }

    private static func shown(_ text: String, _ secrets: [String]) -> String {
        var text = text
        // Longest first: one may be part of another.
        for secret in secrets.sorted(by: { $0.count > $1.count }) where !secret.isEmpty {
            while let range = text.firstRange(of: secret) { text.replaceSubrange(range, with: "…") }
        }
        let line = String.UnicodeScalarView(
            text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        )
        return String(line).cutWithCount(toCharacters: longestReasonCharacters)
    }
}
