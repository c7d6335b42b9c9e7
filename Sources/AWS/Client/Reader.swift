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
    private let listed = Lock<[ListQuestion: ListingCourse]>([:])
    private let limits: @Sendable (String, String) -> ListingLimits

    private struct Question: Hashable {
        let service: String
        let operation: String
        let region: String
        var parameters: Object
    }

    private struct ListQuestion: Hashable {
        let first: Question
        let items: DocumentPath
        let isOfOne: Bool
    }

    /// - Parameter limits: of a listing, by service and operation.
    init(
        _ access: AccountClient,
        limits: @escaping @Sendable (String, String) -> ListingLimits = {
            ListingLimits.of($0, $1)
        }
    ) {
        self.access = access
        self.limits = limits
        account = access.account
        partition = access.partition
    }

    /// HTTP requests so far, retries included.
    public var requests: Int { made.withLock { $0 } }

    /// What was asked, as `service.Operation`, once for each set of parameters.
    var questions: [String] {
        let all = asked.withLock { Array($0.keys) } + listed.withLock { $0.keys.map(\.first) }
        return all.map { "\($0.service).\($0.operation)" }
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
        case .success: .gap(Self.gap(.failed, service, operation, "the answer has nothing in it"))
        case .failure(let failure):
            if isPart, let error = failure.error,
                Absence.isGone(error, in: "\(service).\(operation)")
            {
                .gone
            } else {
                Self.answer(failure, service, operation, isOfOne)
            }
        }
    }

    /// All pages of a call, within its limits; `items` is the member that holds a page's items.
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
        var first = ListingParameter.sent(service, operation)
        for (name, value) in parameters { first[name] = value }
        let question = ListQuestion(
            first: Question(
                service: service,
                operation: operation,
                region: region,
                parameters: first
            ),
            items: items,
            isOfOne: isOfOne
        )
        let course = listed.withLock { listed in
            if let course = listed[question] { return course }
            let begun = begin(question)
            listed[question] = begun
            return begun
        }
        return await course.read(until: isLast)
    }

    /// Holds nothing of the reader, which holds it.
    private func begin(_ asked: ListQuestion) -> ListingCourse {
        let (service, operation) = (asked.first.service, asked.first.operation)
        let (access, made) = (access, made)
        return ListingCourse(
            asked.first.parameters,
            ServiceModel.named(service)?.operations[operation]?.pages,
            ListedItems(service, operation, asked.items),
            limits(service, operation),
            ask: { parameters in
                var question = asked.first
                question.parameters = parameters
                return await Self.outcome(question, access, made)
            },
            gap: { Self.gap(.failed, service, operation, $0) },
            failed: { failure in
                let answer = Self.answer(failure, service, operation, asked.isOfOne)
                return if case .gap(let gap) = answer { gap } else { nil }
            }
        )
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
        await Self.outcome(question, access, made, isPaced: isPaced).result
    }

    private static func outcome(
        _ question: Question,
        _ access: AccountClient,
        _ made: Lock<Int>,
        isPaced: Bool = false
    ) async -> Client.Outcome {
        let operation = AccountClient.operation(question.service, question.operation)
        guard operation.isRead else {
            let failure = CallFailure(.notARead("\(question.service).\(operation.name)"))
            return Client.Outcome(result: .failure(failure), requests: 0)
        }
        let outcome = await access.send(
            question.service,
            operation,
            question.region,
            question.parameters,
            isPaced: isPaced
        )
        made.withLock { $0 += outcome.requests }
        return outcome
    }

    private static func answer(
        _ failure: CallFailure,
        _ service: String,
        _ operation: String,
        _ isOfOne: Bool
    ) -> Answer {
        let name = "\(service).\(operation)"
        if let error = failure.error, Absence.contains(error, of: name, ofOne: isOfOne) {
            return .absent
        }
        return .gap(
            Gap(
                reason: failure.reason,
                permission: Permission.action(service, operation),
                detail: failure.description,
                prospect: failure.prospect
            )
        )
    }

    private static func gap(
        _ reason: Gap.Reason,
        _ service: String,
        _ operation: String,
        _ detail: String
    ) -> Gap {
        Gap(reason: reason, permission: Permission.action(service, operation), detail: detail)
    }
}
