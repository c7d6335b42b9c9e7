import Document
import Guardrails

/// Reads the way of events: the queues with Parapet's own credentials, as the feed does, and the rest of
/// each account by its audit role.
public struct EventPathReader: Sendable {
    private let sessions: Sessions
    private let roles: Configuration.Roles

    /// So many accounts at the same time.
    private static let width = 16

    public init(sessions: Sessions, roles: Configuration.Roles) {
        self.sessions = sessions
        self.roles = roles
    }

    /// - Throws: where Parapet's own credentials are not known.
    public func queue(
        _ url: String,
        region: String,
        now: Timestamp
    ) async throws(CallFailure) -> EventPath.Queue {
        let reader = try await sessions.ownReader()
        let found = await Self.attributes(url, region, reader)
        var (arn, dead): (String?, Result<Int, Gap>?)
        if case .success(let attributes) = found {
            arn = Self.deadLetters(attributes)
            let other = arn.flatMap { Self.url(of: $0, beside: url) }
            if let other {
                dead = await Self.attributes(other, region, reader).map { found in
                    found["ApproximateNumberOfMessages"]?.string.flatMap { Int($0) } ?? 0
                }
            }
        }
        return EventPath.Queue(
            url: url,
            region: region,
            attributes: found.map { attributes in
                EventPath.Attributes(
                    arn: attributes["QueueArn"]?.string ?? "",
                    senders: QueueSenders(policy: attributes["Policy"]?.string),
                    deadLetters: arn
                )
            },
            dead: dead,
            oldestSeconds: await Self.age(of: url, region, reader, now)
        )
    }

    /// Account by account, several side by side.
    public func places(
        of accounts: [(id: String, regions: [String])]
    ) async -> (places: [EventPath.Place], unread: [String: String]) {
        var (places, unread): ([EventPath.Place], [String: String]) = ([], [:])
        await withTaskGroup(of: (String, Result<[EventPath.Place], CredentialFailure>).self) {
            group in
            var rest = accounts[...]
            func start() {
                guard let account = rest.popFirst() else { return }
                group.addTask {
                    (account.id, await self.places(of: account.id, in: account.regions))
                }
            }
            for _ in 0..<Self.width { start() }
            while let (id, found) = await group.next() {
                switch found {
                case .success(let found): places += found
                // What to do about it the fault says.
                case .failure(let failure):
                    unread[id] = "\(failure.kind.rawValue) \(failure.message)"
                }
                start()
            }
        }
        return (places, unread)
    }

    private func places(
        of account: String,
        in regions: [String]
    ) async -> Result<[EventPath.Place], CredentialFailure> {
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await sessions.reader(in: account, roles: roles)
        } catch {
            return .failure(error)
        }
        var places: [EventPath.Place] = []
        for region in regions {
            places.append(
                EventPath.Place(
                    account: account,
                    region: region,
                    rule: await Self.rule(region, reader),
                    isLogged: await Self.isLogged(region, reader)
                )
            )
        }
        return .success(places)
    }
}

extension EventPathReader {
    private static func attributes(
        _ url: String,
        _ region: String,
        _ reader: Reader
    ) async -> Result<Object, Gap> {
        let input: Object = ["QueueUrl": .string(url), "AttributeNames": ["All"]]
        switch await reader.read("sqs", "GetQueueAttributes", region: region, input) {
        case .complete(let answer): return .success(answer["Attributes"]?.object ?? [:])
        case .gap(let gap): return .failure(gap)
        case .absent, .gone:
            return .failure(
                Gap(
                    reason: .failed,
                    permission: "sqs:GetQueueAttributes",
                    detail: "it is not there"
                )
            )
        }
    }

    private static func deadLetters(_ attributes: Object) -> String? {
        let policy = attributes["RedrivePolicy"]?.string.flatMap { try? JSON.parse($0) }
        return policy?["deadLetterTargetArn"]?.string
    }

    /// Both are of one account and region (Amazon SQS Developer Guide, "Dead-letter queues"): they differ in
    /// the name.
    private static func url(of arn: String, beside url: String) -> String? {
        guard let name = arn.split(separator: ":").last, let slash = url.lastIndex(of: "/") else {
            return nil
        }
        return "\(url[...slash])\(name)"
    }

    /// SQS itself does not tell it (Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon
    /// SQS").
    private static func age(
        of url: String,
        _ region: String,
        _ reader: Reader,
        _ now: Timestamp
    ) async -> Result<Int?, Gap> {
        let name = url.split(separator: "/").last.map(String.init) ?? ""
        let start = Timestamp(seconds: now.seconds - 900) ?? now
        let input: Object = [
            "Namespace": "AWS/SQS", "MetricName": "ApproximateAgeOfOldestMessage",
            "Dimensions": [["Name": "QueueName", "Value": .string(name)]],
            "StartTime": .string(start.rfc3339), "EndTime": .string(now.rfc3339), "Period": 60,
            "Statistics": ["Maximum"],
        ]
        switch await reader.read("cloudwatch", "GetMetricStatistics", region: region, input) {
        case .complete(let answer):
            let points = (answer["Datapoints"]?.array ?? []).sorted {
                ($0["Timestamp"]?.string ?? "") < ($1["Timestamp"]?.string ?? "")
            }
            return .success(points.last?["Maximum"]?.double.map { Int($0) })
        case .gap(let gap): return .failure(gap)
        case .absent, .gone: return .success(nil)
        }
    }

    private static func rule(
        _ region: String,
        _ reader: Reader
    ) async -> Result<EventPath.Rule?, Gap> {
        let name = EventTemplate.forwardRuleName
        let rules = await reader.list(
            "events",
            "ListRules",
            DocumentPath("Rules"),
            region: region,
            ["NamePrefix": .string(name)]
        )
        if let gap = rules.gap { return .failure(gap) }
        guard let rule = rules.items.first(where: { $0["Name"]?.string == name }) else {
            return .success(nil)
        }
        let targets = await reader.list(
            "events",
            "ListTargetsByRule",
            DocumentPath("Targets"),
            region: region,
            ["Rule": .string(name)]
        )
        if let gap = targets.gap { return .failure(gap) }
        let pattern = rule["EventPattern"]?.string.flatMap { try? JSON.parse($0) }
        return .success(
            EventPath.Rule(
                isEnabled: rule["State"]?.string?.hasPrefix("ENABLED") == true,
                sources: pattern?["source"]?.array?.compactMap(\.string),
                targets: targets.items.compactMap { $0["Arn"]?.string }
            )
        )
    }

    private static func isLogged(_ region: String, _ reader: Reader) async -> Result<Bool, Gap> {
        let trails = await reader.list(
            "cloudtrail",
            "DescribeTrails",
            DocumentPath("trailList"),
            region: region
        )
        if let gap = trails.gap { return .failure(gap) }
        var gap: Gap?
        for arn in trails.items.compactMap({ $0["TrailARN"] }) {
            switch await reader.read("cloudtrail", "GetTrailStatus", region: region, ["Name": arn])
            {
            case .complete(let status) where status["IsLogging"]?.bool == true:
                return .success(true)
            case .gap(let found): gap = found
            default: break
            }
        }
        return gap.map { .failure($0) } ?? .success(false)
    }
}
