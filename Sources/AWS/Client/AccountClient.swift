import Document
import Platform

/// The calls that go to one account, with the credentials for it.
struct AccountClient: Sendable {
    let account: String
    let partition: Partition
    let client: Client
    let credentials: any CredentialSource

    /// One call, tried again as often as that is safe.
    ///
    /// - Parameters:
    ///   - isRepeatable: whether calling it twice is as good as once; nil: as a read is.
    ///   - origin: where what is called says that it is.
    func send(
        _ service: String,
        _ operation: Operation,
        _ region: String,
        _ parameters: Object,
        isPaced: Bool = false,
        isRepeatable: Bool? = nil,
        origin: String? = nil
    ) async -> Client.Outcome {
        guard let model = ServiceModel.named(service) else {
            preconditionFailure("there is no model of \(service)")
        }
        return await client.send(
            Client.Call(
                model: model,
                operation: operation,
                region: region,
                parameters: parameters,
                account: account,
                credentials: credentials,
                isRepeatable: isRepeatable ?? operation.isRead,
                isPaced: isPaced,
                origin: origin
            )
        )
    }

    static func operation(_ service: String, _ name: String) -> Operation {
        guard let found = ServiceModel.named(service)?.operations[name] else {
            preconditionFailure("\(service).\(name) is not in ops/models/operations.txt")
        }
        return found
    }
}
