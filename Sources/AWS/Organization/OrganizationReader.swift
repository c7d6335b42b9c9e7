import Document
import Guardrails

/// Reads an organization with the credentials of its management account or of a delegated
/// administrator: accounts unit by unit, and tags of those that somebody asks for.
public struct OrganizationReader: Sendable {
    private let reader: Reader
    private let limits: @Sendable (_ operation: String) -> CallBudget.Limits

    public init(_ reader: Reader) { self.init(reader, limits: Self.limits) }

    init(_ reader: Reader, limits: @escaping @Sendable (String) -> CallBudget.Limits) {
        self.reader = reader
        self.limits = limits
    }

    /// Every account but the excluded ones, page by page as they are read. One that is moved
    /// meanwhile may be told twice, or not at all: before it is taken for gone, ``contains(_:)`` says
    /// whether it is.
    ///
    /// - Parameter body: is told of the accounts of a page; calls go on while it works.
    public func accounts<Failure: Error>(
        except excluded: Set<String>,
        _ body: ([OrganizationAccount]) async throws(Failure) -> Void
    ) async throws(Failure) -> OrganizationReading {
        var walk = OrganizationWalk(except: excluded)
        try await calls.run([OrganizationWalk.first]) {
            (call, outcome) async throws(Failure) -> [OrganizationCall] in
            switch outcome {
            case .failure(let failure):
                walk.failed(call, failure)
                return []
            case .success(let document):
                let (accounts, calls) = walk.answered(call, document)
                if !accounts.isEmpty { try await body(accounts) }
                return calls
            }
        }
        return walk.gaps.isEmpty
            ? .complete(management: walk.management) : .incomplete(walk.gaps)
    }

    /// The tags of accounts, side by side; an answer for every id.
    public func tags(of ids: [String]) async -> [String: Result<[String: String], Gap>] {
        var found: [String: Result<[String: String], Gap>] = [:]
        await calls.run(Set(ids).sorted().map { OrganizationCall(.tags(of: $0)) }) {
            call,
            outcome in
            guard case .tags(let id) = call.question else { return [] }
            do throws(Gap) {
                let document: Object
                switch outcome {
                case .success(let answer): document = answer
                case .failure(let failure): throw call.gap(failure)
                }
                let known = try found[id]?.get() ?? [:]
                found[id] = .success(known.merging(try Self.tags(document, call)) { $1 })
                return try call.next(after: document).map { [$0] } ?? []
            } catch {
                found[id] = .failure(error)
                return []
            }
        }
        return found
    }

    /// Whether the account is in the organization.
    public func contains(_ id: String) async -> Result<Bool, Gap> {
        var answer = Result<Bool, Gap>.success(false)
        await calls.run([OrganizationCall(.account(id))]) { call, outcome in
            switch outcome {
            case .success(let document) where document["Account"]?["Id"]?.string == id:
                answer = .success(true)
            case .success: answer = .failure(call.gap(.failed, "the answer is of another account"))
            case .failure(let failure) where failure.error?.code == "AccountNotFoundException":
                answer = .success(false)
            case .failure(let failure): answer = .failure(call.gap(failure))
            }
            return []
        }
        return answer
    }

    private var calls: PacedCalls {
        PacedCalls(limits: limits) { [reader] call in
            await reader.sendPaced(
                "organizations",
                call.operation,
                reader.partition.mainRegion,
                call.parameters
            )
        }
    }

    private static func tags(
        _ document: Object,
        _ call: OrganizationCall
    ) throws(Gap) -> [String: String] {
        guard let items = document[call.items]?.array else {
            throw call.gap(.failed, "the answer has no \(call.items)")
        }
        var tags: [String: String] = [:]
        for item in items {
            guard let key = item["Key"]?.string, let value = item["Value"]?.string else {
                throw call.gap(.failed, "a tag has no Key or no Value")
            }
            tags[key] = value
        }
        return tags
    }

    /// What AWS allows an account at least (AWS Organizations User Guide, "Quotas and service limits",
    /// "Organization management limits"): rate and burst, from where a budget goes up as long as
    /// nobody objects.
    private static func limits(_ operation: String) -> CallBudget.Limits {
        switch operation {
        case "ListRoots": CallBudget.Limits(startRate: 1, burst: 2, maxRate: 1)
        case "ListTagsForResource": CallBudget.Limits(startRate: 10, burst: 15, maxRate: 40)
        default: CallBudget.Limits(startRate: 5, burst: 8, maxRate: 20)
        }
    }
}
