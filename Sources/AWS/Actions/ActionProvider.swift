import Document
import Guardrails

/// A service beside AWS's that actions read and change, with credentials of its own.
public protocol ActionProvider: Sendable {
    /// - Parameters:
    ///   - read: as ``ActionRead`` names it; what an action reads in an answer it says itself.
    /// - Returns: nil where the provider says that there is none.
    func read(_ operation: String, _ input: Object) async -> Result<JSON?, Gap>

    /// Makes one call. It is repeated only where the provider surely did nothing.
    func send(_ operation: String, _ input: Object) async -> WriteOutcome
}

/// The providers that a process can ask, by the services that reads and calls name.
public struct ActionProviders: Sendable {
    /// The services that are not AWS's: no IAM action stands for their calls.
    public static let services = Set(FirewallProvider.names)

    /// Whose service it is, for people.
    public static func title(of service: String) -> String {
        services.contains(service) ? service : "AWS"
    }

    private let providers: [String: any ActionProvider]

    public init(_ providers: [String: any ActionProvider] = [:]) { self.providers = providers }

    /// For steps that only look.
    func read(
        _ service: String,
        _ operation: String,
        _ input: Object = [:]
    ) async
        -> Result<JSON?, Gap>
    {
        await read(ActionRead("", service, operation, input))
            ?? .failure(
                Gap(reason: .failed, permission: service, detail: "it is no provider")
            )
    }

    /// - Returns: nil for a service of AWS.
    func read(_ read: ActionRead) async -> Result<JSON?, Gap>? {
        guard Self.services.contains(read.service) else { return nil }
        guard let provider = providers[read.service] else {
            return .failure(
                Gap(reason: .failed, permission: read.service, detail: Self.missing(read.service))
            )
        }
        return await provider.read(read.operation, read.input)
    }

    /// - Returns: nil for a service of AWS.
    func send(_ call: ActionCall) async -> WriteOutcome? {
        guard Self.services.contains(call.service) else { return nil }
        guard let provider = providers[call.service] else {
            return .refused(CallFailure(.unreadable(Self.missing(call.service))))
        }
        return await provider.send(call.operation, call.input)
    }

    private static func missing(_ service: String) -> String {
        "PAR-RUN-20 parapet.yaml says nothing of '\(service)' under 'providers'"
    }
}
