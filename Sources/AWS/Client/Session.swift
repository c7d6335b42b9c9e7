import Document
import Guardrails
import Platform

/// One account as one job calls it: the credentials to use and the requests made so far.
public final class Session: Sendable {
    public let account: String
    public let partition: Partition
    private let client: Client
    private let credentials: any CredentialSource
    private let made = Lock(0)
    /// Law 2: what was asked once in a job is not asked again.
    private let asked = Lock<[Question: Task<Result<Object, CallFailure>, Never>]>([:])

    private struct Question: Hashable {
        let service: String
        let operation: String
        let region: String
        let parameters: Object
    }

    private static let maxPages = 10_000

    init(
        account: String,
        partition: Partition,
        client: Client,
        credentials: any CredentialSource
    ) {
        self.account = account
        self.partition = partition
        self.client = client
        self.credentials = credentials
    }

    /// HTTP requests so far, retries included.
    public var requests: Int { made.withLock { $0 } }

    /// One call, not paged.
    func read(
        _ service: String,
        _ operation: String,
        region: String,
        _ parameters: Object = [:]
    ) async -> Answer {
        switch await send(service, operation, region, parameters) {
        case .success(let document): .complete(document)
        case .failure(let failure): answer(failure, service, operation)
        }
    }

    /// All pages of a call; `items` is the member that holds a page's items.
    func list(
        _ service: String,
        _ operation: String,
        _ items: DocumentPath,
        region: String,
        _ parameters: Object = [:]
    ) async -> Listing {
        let pages = ServiceModel.named(service)?.operations[operation]?.pages
        var parameters = parameters
        var listing = Listing()
        for _ in 0..<Self.maxPages {
            switch await send(service, operation, region, parameters) {
            case .failure(let failure):
                if case .gap(let gap) = answer(failure, service, operation) { listing.gap = gap }
                return listing
            case .success(let document):
                listing.items += items.value(in: .object(document))?.array ?? []
                guard let pages, let next = pages.next(after: document) else { return listing }
                guard next.contains(where: { parameters[$0.0] != $0.1 }) else {
                    listing.gap = gap(.failed, service, operation, "a page token repeats")
                    return listing
                }
                for token in pages.inputTokens { parameters[token] = nil }
                for (token, value) in next { parameters[token] = value }
            }
        }
        listing.gap = gap(.failed, service, operation, "more than \(Self.maxPages) pages")
        return listing
    }

    func send(
        _ service: String,
        _ operation: String,
        _ region: String,
        _ parameters: Object
    ) async -> Result<Object, CallFailure> {
        let question = Question(
            service: service,
            operation: operation,
            region: region,
            parameters: parameters
        )
        let task = asked.withLock { asked in
            if let task = asked[question] { return task }
            let task = Task { await ask(question) }
            asked[question] = task
            return task
        }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func ask(_ question: Question) async -> Result<Object, CallFailure> {
        let (service, operation) = (question.service, question.operation)
        guard let model = ServiceModel.named(service), let found = model.operations[operation]
        else { preconditionFailure("\(service).\(operation) is not in ops/models/operations.txt") }
        let call = Client.Call(
            model: model,
            operation: found,
            region: question.region,
            parameters: question.parameters,
            account: account,
            credentials: credentials
        )
        let (result, requests) = await client.send(call)
        made.withLock { $0 += requests }
        return result
    }

    private func answer(
        _ failure: CallFailure,
        _ service: String,
        _ operation: String
    ) -> Answer {
        if let error = failure.error, Absence.contains(error, of: "\(service).\(operation)") {
            return .absent
        }
        let reason: Gap.Reason =
            switch failure.kind {
            case .denied: .denied
            case .throttled: .throttled
            case .unavailable: .unavailable
            case .notEnabled: .notEnabled
            case .transient, .expired, .skewed, .other: .failed
            }
        return .gap(gap(reason, service, operation, failure.description))
    }

    private func gap(
        _ reason: Gap.Reason,
        _ service: String,
        _ operation: String,
        _ detail: String
    ) -> Gap {
        Gap(reason: reason, permission: Permission.action(service, operation), detail: detail)
    }
}

extension Operation.Pages {
    /// The parameters that ask for the page after this one; nil where it was the last.
    fileprivate func next(after document: Object) -> [(String, JSON)]? {
        let document = JSON.object(document)
        if let more, TokenPath(more).value(in: document) == nil { return nil }
        let tokens = zip(inputTokens, outputTokens).compactMap { input, output in
            TokenPath(output).value(in: document).map { (input, $0) }
        }
        return tokens.isEmpty ? nil : tokens
    }
}
