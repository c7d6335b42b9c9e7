import Document
import Platform

/// One account as one action calls it. Its role is the one for changes, its session may do what the
/// action declares and nothing else, and nothing is ever answered from memory.
public final class Writer: Sendable {
    public let account: String
    public let partition: Partition
    /// The IAM actions that it may use.
    public let permissions: Set<String>
    private let access: AccountClient
    private let made = Lock(0)

    init(_ access: AccountClient, permissions: Set<String>) {
        self.access = access
        self.permissions = permissions
        account = access.account
        partition = access.partition
    }

    /// HTTP requests so far, those that were repeated included.
    public var requests: Int { made.withLock { $0 } }

    /// That of the session that the next call is sent with: AWS's record of the call names it. Nil where there
    /// is none; the call says why.
    public func accessKey() async -> String? {
        try? await access.credentials.credentials().accessKeyID
    }

    /// Makes one call. It is repeated only where AWS surely did nothing: no connection, a session that
    /// has ended, a clock that is off; throttles are answered, because somebody may have stopped the change
    /// meanwhile.
    ///
    /// - Parameter region: where the call goes; for a global service any of the partition.
    public func send(
        _ service: String,
        _ operation: String,
        region: String,
        _ parameters: Object
    ) async -> WriteOutcome {
        let permission = Permission.action(service, operation)
        guard permissions.contains(permission) else {
            return .refused(CallFailure(.undeclared(permission)))
        }
        return await sendDeclared(service, operation, region, parameters)
    }

    /// Whether AWS would let a call pass, without making it; nil where the operation cannot be asked.
    /// Source: Amazon EC2 API Reference, "Common query parameters", DryRun.
    public func dryRun(
        _ service: String,
        _ operation: String,
        region: String,
        _ parameters: Object
    ) async -> DryRunAnswer? {
        guard Self.hasDryRun(service, operation) else { return nil }
        var parameters = parameters
        parameters["DryRun"] = true
        switch await send(service, operation, region: region, parameters) {
        case .refused(let failure) where failure.error?.code == "DryRunOperation": return .passes
        case .refused(let failure), .unknown(let failure): return .fails(failure)
        // The parameter was there: AWS does not do it then.
        case .done: return .fails(CallFailure(.unreadable("AWS does not say what came of it")))
        }
    }

    public static func hasDryRun(_ service: String, _ operation: String) -> Bool {
        guard let model = ServiceModel.named(service),
            let input = model.operations[operation]?.input
        else { return false }
        return model[input].members.contains { $0.name == "DryRun" }
    }

    private func sendDeclared(
        _ service: String,
        _ operation: String,
        _ region: String,
        _ parameters: Object
    ) async -> WriteOutcome {
        let found = AccountClient.operation(service, operation)
        let outcome = await access.send(service, found, region, parameters)
        made.withLock { $0 += outcome.requests }
        switch outcome.result {
        case .success(let answer):
            let ids = [outcome.id, answer["ChangeInfo"]?["Id"]?.string].compactMap(\.self)
            return .done(request: ids.isEmpty ? nil : ids.joined(separator: " "))
        case .failure(let failure) where failure.isWithoutEffect: return .refused(failure)
        case .failure(let failure): return .unknown(failure)
        }
    }
}
