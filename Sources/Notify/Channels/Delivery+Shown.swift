extension Delivery {
    private static let longestReasonCharacters = 400

    /// What may be stored and shown: one line, without these texts. A receiver may send back what it
    /// was sent.
    func shown(without secrets: [String]) -> Delivery {
        let redaction = Redaction(secrets)
        return switch self {
        case .delivered(let reference):
            .delivered(reference: reference.map { Self.shown($0, redaction) })
        case .later(let seconds, let reason):
            .later(seconds: seconds, reason: Self.shown(reason, redaction))
        case .refused(let reason): .refused(Self.shown(reason, redaction))
        }
    }

    private static func shown(_ text: String, _ redaction: Redaction) -> String {
        let text = redaction.applied(to: text)
        let line = String.UnicodeScalarView(
            text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        )
        return String(line).cutWithCount(toCharacters: longestReasonCharacters)
    }
}
