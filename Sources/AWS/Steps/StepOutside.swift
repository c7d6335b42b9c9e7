import Document
import Guardrails
import Platform

/// What steps speak to beside AWS.
public struct StepOutside: Sendable {
    public let providers: ActionProviders
    /// Asks web servers; nil: nobody may.
    let web: HTTPClient?
    /// Where web servers may be.
    let addresses: AddressPolicy
    /// What it is by the clock.
    let now: @Sendable () -> Timestamp

    public init(
        providers: ActionProviders = ActionProviders(),
        web: HTTPClient? = nil,
        addresses: AddressPolicy = .internet(),
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.providers = providers
        self.web = web
        self.addresses = addresses
        self.now = now
    }
}

extension StepContext {
    /// What a provider says; `answer` is given nil where it says that there is none.
    func asking(
        _ operation: String,
        _ input: Object = [:],
        _ answer: (JSON?) -> StepAnswer
    ) async -> StepAnswer {
        switch await outside.providers.read(text("provider"), operation, input) {
        case .success(let found): answer(found)
        case .failure(let gap):
            .failed(
                gap.detail.isEmpty ? gap.summary : "\(gap.summary): \(gap.detail)",
                isFinal: gap.reason == .denied
            )
        }
    }
}
