import Document
import Guardrails
import Platform

/// Plans actions for the accounts that a caller reads, and asks AWS whether it would let the calls
/// pass. It changes nothing.
public struct ActionPlanner: Sendable {
    /// What an action would do about one request.
    public struct Planned: Sendable {
        /// What it rests on; nil where that could not be read.
        public let before: JSON?
        public let plan: ActionPlan
    }

    private let own: OwnPrincipals
    /// Where the calls of global services go.
    private let region: String
    private let providers: ActionProviders

    public init(
        own: OwnPrincipals,
        region: String,
        providers: ActionProviders = ActionProviders()
    ) {
        self.own = own
        self.region = region
        self.providers = providers
    }

    /// - Precondition: the catalogue has an action of that name.
    public func plan(
        _ request: ActionRequest,
        by name: String,
        reader: Reader
    ) async -> Planned {
        switch await image(of: request, by: name, reader: reader) {
        case .failure(let gap):
            return Planned(before: nil, plan: .refused("unknown: \(gap.summary)"))
        case .success(let before):
            return Planned(
                before: before,
                plan: plan(request, by: name, partition: reader.partition, image: before)
            )
        }
    }

    /// What an action rests on, as it is now.
    public func image(
        of request: ActionRequest,
        by name: String,
        reader: Reader
    ) async -> Result<JSON, Gap> {
        await image(of: request, by: name, partition: reader.partition, reader: reader)
    }

    /// - Parameter reader: nil where nobody lets us read: what needs none is read.
    public func image(
        of request: ActionRequest,
        by name: String,
        partition: Partition,
        reader: Reader?
    ) async -> Result<JSON, Gap> {
        let (action, context) = prepare(request, name, partition)
        return await read(action, context, reader).map { action.image(context, $0) }
    }

    /// Makes one call, where it goes.
    ///
    /// - Parameter writer: nil for actions that change nothing in AWS.
    public func send(
        _ call: ActionCall,
        of request: ActionRequest,
        by writer: Writer?
    ) async -> WriteOutcome {
        if let outcome = await providers.send(call) { return outcome }
        guard let writer else {
            let permission = Permission.action(call.service, call.operation)
            return .refused(CallFailure(.undeclared(permission)))
        }
        return await writer.send(
            call.service,
            call.operation,
            region: region(of: request),
            call.input
        )
    }

    /// What an action would do about an image.
    public func plan(
        _ request: ActionRequest,
        by name: String,
        partition: Partition,
        image: JSON
    ) -> ActionPlan {
        let (action, context) = prepare(request, name, partition)
        return action.plan(context, image)
    }

    /// The calls that make `before` of `after` again; none where it is, but for the ids that AWS
    /// assigns. Only what is `after` still may be undone: who carries them out compares first.
    public func undo(
        _ request: ActionRequest,
        by name: String,
        partition: Partition,
        before: JSON,
        after: JSON
    ) -> [ActionCall] {
        // What is aside may have to be put back, too.
        let isBack =
            after.withoutAssignedIDs.canonicalText == before.withoutAssignedIDs.canonicalText
        guard !isBack else { return [] }
        let (action, context) = prepare(request, name, partition)
        return action.undo(context, before, after)
    }

    /// What an undo has left to do where the instance that the change was about is gone; nil: it is there,
    /// or the change is about none.
    public func whenGone(
        _ request: ActionRequest,
        by name: String,
        partition: Partition,
        reader: Reader?
    ) async -> Result<WhenGone?, Gap> {
        let (action, context) = prepare(request, name, partition)
        let target = request.target.name
        let instance = target.type == "ec2.instance" ? target.id : context.text("instance")
        guard let whenGone = action.whenGone, let instance else { return .success(nil) }
        let read = ActionRead.instance(instance)
        return await answer(read, reader, region(of: request)).map { found in
            let isThere = ReadInstance.document(Object([(read.name, found ?? [])])) != nil
            return isThere ? nil : whenGone
        }
    }

    /// Where a request's calls go.
    public func region(of request: ActionRequest) -> String {
        request.region == Scope.global ? region : request.region
    }

    private func prepare(
        _ request: ActionRequest,
        _ name: String,
        _ partition: Partition
    ) -> (Action, ActionContext) {
        guard let action = Action.named(name) else {
            preconditionFailure("there is no action \(name)")
        }
        return (action, ActionContext(request: request, partition: partition, own: own))
    }

    /// What one answer tells may be what the next read needs.
    private func read(
        _ action: Action,
        _ context: ActionContext,
        _ reader: Reader?
    ) async -> Result<Object, Gap> {
        var known = Object()
        var asked: Set<String> = []
        while true {
            let reads = action.reads(context, known).filter { !asked.contains($0.name) }
            if reads.isEmpty { return .success(known) }
            for read in reads {
                asked.insert(read.name)
                switch await answer(read, reader, region(of: context.request)) {
                case .success(let answer): known[read.name] = answer
                case .failure(let gap): return .failure(gap)
                }
            }
        }
    }

    /// Nil where AWS says that there is none.
    private func answer(
        _ read: ActionRead,
        _ reader: Reader?,
        _ region: String
    ) async -> Result<JSON?, Gap> {
        if let answer = await providers.read(read) { return answer }
        guard let reader else {
            let permission = Permission.action(read.service, read.operation)
            return .failure(Gap(reason: .denied, permission: permission))
        }
        if let items = read.items {
            let listing = await reader.list(
                read.service,
                read.operation,
                DocumentPath(items),
                region: region,
                read.input,
                ofOne: true
            )
            return listing.gap.map { .failure($0) } ?? .success(.array(listing.items))
        }
        let answer = await reader.read(
            read.service,
            read.operation,
            region: region,
            read.input,
            ofOne: true
        )
        return switch answer {
        case .complete(let document): .success(.object(document))
        case .absent, .gone: .success(nil)
        case .gap(let gap): .failure(gap)
        }
    }
}

extension ActionPlanner {
    /// The hash by which a before- or after-image is compared.
    public static func hash(_ image: JSON) -> String {
        SHA256.hexDigest(Array(image.withoutAside.canonicalText.utf8))
    }
}
