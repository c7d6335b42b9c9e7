extension Exposure {
    /// How a Lambda function is called.
    public enum Call: Sendable, Hashable {
        case api
        case url(isSigned: Bool)
    }

    /// Whether a stranger may call a function that way.
    ///
    /// An address is of the function without a qualifier, or of one alias: what its policy lets in
    /// through others is nothing to it.
    public func isPublic(calling call: Call) -> PolicyAnswer {
        do throws(Undecidable) {
            switch call {
            case .api:
                let box = try stranger.customer()
                    .narrowed((key: RequestSide.action, set: Self.apart(from: "InvokeFunctionUrl")))
                    .narrowed((key: Self.authentication, set: .absent))
                    .narrowed((key: Self.isByAddress, set: Self.isNotTrue))
                return openness([box])
            case .url(let isSigned):
                let box = try isSigned ? stranger.customer() : stranger.anonymous()
                let auth = Glob(literal: isSigned ? "AWS_IAM" : "NONE")
                var worst = PolicyAnswer.no
                for action in ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"] {
                    let asked =
                        try box
                        .narrowed((key: RequestSide.action, set: Self.only(action)))
                        .narrowed(unqualified)
                        .narrowed((key: Self.authentication, set: .texts(.matching([auth]))))
                        .narrowed(
                            (
                                key: Self.isByAddress,
                                set: .texts(.matching([Glob("true", folds: true)]))
                            )
                        )
                    let answer = openness([asked])
                    if answer == .no { return .no }
                    if !worst.isUnknown { worst = answer }
                }
                return worst
            }
        } catch {
            return .unknown(error.text)
        }
    }

    private var unqualified: Box.Side {
        (
            key: RequestSide.resource,
            set: subject.arn.map { .texts(.matching([Glob(literal: $0)])) } ?? .present
        )
    }

    private static let authentication = "lambda:functionurlauthtype"
    private static let isByAddress = "lambda:invokedviafunctionurl"
    private static let isNotTrue = KeySet(
        mayBeAbsent: true,
        each: .texts(.matchingNone(of: [Glob("true", folds: true)]))
    )

    private static func only(_ action: String) -> KeySet {
        .texts(.matching([Glob(literal: action, folds: true)]))
    }

    private static func apart(from name: String) -> KeySet {
        .texts(.matchingNone(of: [Glob(literal: "lambda:" + name, folds: true)]))
    }
}
