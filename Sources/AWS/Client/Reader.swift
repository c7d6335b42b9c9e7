import Document
import Guardrails
import Platform

/// One account as one job reads it: the answers so far, and how many requests they took. It sends
/// nothing that is not a read.
public final class Reader: Sendable {
    public let account: String
    public let partition: Partition
    private let access: AccountClient
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

    init(_ access: AccountClient) {
        self.access = access
        account = access.account
        partition = access.partition
    }

    /// HTTP requests so far, retries included.
    public var requests: Int { made.withLock { $0 } }

    /// What was asked, as `service.Operation`, once for each set of parameters.
    var questions: [String] {
        asked.withLock { $0.keys.map { "\($0.service).\($0.operation)" } }
    }

    /// One call, not paged.
    ///
    /// - Parameters:
    ///   - isOfOne: it asks for one resource by its id, which may not be there.
    ///   - isPart: it completes a resource that was listed, which may be gone meanwhile.
    func read(
        _ service: String,
        _ operation: String,
        region: String,
        _ parameters: Object = [:],
        ofOne isOfOne: Bool = false,
        asPart isPart: Bool = false
    ) async -> Answer {
        switch await send(service, operation, region, parameters) {
        case .success(let document) where Omission.isPlausible(document, service, operation):
            .complete(document)
        case .success: .gap(gap(.failed, service, operation, "the answer has nothing in it"))
        case .failure(let failure):
            if isPart, let error = failure.error,
                Absence.isGone(error, in: "\(service).\(operation)")
            {
                .gone
            } else {
                answer(failure, service, operation, isOfOne)
            }
        }
    }

    /// All pages of a call; `items` is the member that holds a page's items.
    ///
    /// - Parameters:
    ///   - isOfOne: it asks for one resource by its id, which may not be there.
    ///   - isLast: whether an item is the one that is looked for: no further page is read.
    func list(
        _ service: String,
        _ operation: String,
        _ items: DocumentPath,
        region: String,
        _ parameters: Object = [:],
        ofOne isOfOne: Bool = false,
        until isLast: (JSON) -> Bool = { _ in false }
    ) async -> Listing {
        let pages = ServiceModel.named(service)?.operations[operation]?.pages
        let listed = ListedItems(service, operation, items)
        let given = parameters
        var parameters = ListingParameter.sent(service, operation)
        for (name, value) in given { parameters[name] = value }
        var listing = Listing()
        for _ in 0..<Self.maxPages {
            let document: Object
            switch await send(service, operation, region, parameters) {
            case .success(let found): document = found
            case .failure(let failure):
                if case .gap(let gap) = answer(failure, service, operation, isOfOne) {
                    listing.gap = gap
                }
                guard let rest = failure.rest else { return listing }
                document = rest
            }
            let page = listed.read(document)
            listing.items += page.items
            if listing.items.contains(where: isLast) { return listing }
            if let flaw = page.flaw {
                listing.gap = listing.gap ?? gap(.failed, service, operation, flaw)
            }
            guard let pages, let next = pages.next(after: document) else {
                if pages?.saysMore(document) == true {
                    listing.gap = gap(.failed, service, operation, "a page token is missing")
                }
                return listing
            }
            guard next.contains(where: { parameters[$0.0] != $0.1 }) else {
                listing.gap = gap(.failed, service, operation, "a page token repeats")
                return listing
            }
            for token in pages.inputTokens { parameters[token] = nil }
            for (token, value) in next { parameters[token] = value }
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

    /// A call that is not remembered, of a caller who keeps to AWS's rates itself.
    func sendPaced(
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
        return await ask(question, isPaced: true)
    }

    private func ask(
        _ question: Question,
        isPaced: Bool = false
    ) async -> Result<Object, CallFailure> {
        let operation = AccountClient.operation(question.service, question.operation)
        guard operation.isRead else {
            return .failure(CallFailure(.notARead("\(question.service).\(operation.name)")))
        }
        let outcome = await access.send(
            question.service,
            operation,
            question.region,
            question.parameters,
            isPaced: isPaced
        )
        made.withLock { $0 += outcome.requests }
        return outcome.result
    }

    private func answer(
        _ failure: CallFailure,
        _ service: String,
        _ operation: String,
        _ isOfOne: Bool
    ) -> Answer {
        let name = "\(service).\(operation)"
        if let error = failure.error, Absence.contains(error, of: name, ofOne: isOfOne) {
            return .absent
        }
        return .gap(gap(failure.reason, service, operation, failure.description))
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
        if more != nil && !saysMore(document) { return nil }
        let document = JSON.object(document)
        let tokens = zip(inputTokens, outputTokens).compactMap { input, output in
            TokenPath(output).value(in: document).map { (input, $0) }
        }
        return tokens.isEmpty ? nil : tokens
    }

    /// Whether the answer says outright that it is not the last.
    fileprivate func saysMore(_ document: Object) -> Bool {
        more.map { TokenPath($0).value(in: .object(document)) != nil } == true
    }
}
