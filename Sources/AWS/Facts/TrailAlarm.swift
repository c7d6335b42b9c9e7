import CEL
import Document
import Guardrails

/// Whether somebody is told of what a trail records: its log group has a metric filter with the
/// pattern, an alarm watches the filter's metric and is on, and the topic it tells has a confirmed
/// subscription.
/// Source: CIS AWS Foundations Benchmark, section 4.
enum TrailAlarm {
    /// `trail.alarms(pattern, related.filters, related.alarms, related.subscriptions)`
    static let function = Function(
        "alarms",
        receiver: .object("cloudtrail.trail"),
        parameters: [
            .string, .list(.object("logs.metric-filter")), .list(.object("cloudwatch.alarm")),
            .list(.object("sns.subscription")),
        ],
        result: .bool,
        meaning: "whether somebody is told of what it records: a filter on its log group with this "
            + "pattern feeds an alarm that is on, which tells a topic with a confirmed subscription",
        example: "resource.alarms('{ $.errorCode = \"AccessDenied*\" }', related.filters, "
            + "related.alarms, related.subscriptions)"
    ) { values in
        guard case .object(let trail) = values[0], let trail = trail as? DocumentObject,
            case .string(let pattern) = values[1]
        else { return .error(EvaluationError(.noSuchOverload, "not a trail")) }
        let filters = filters(of: trail, MetricPattern(pattern), objects(values[2]))
        let topics = confirmedTopics(objects(values[4]))
        let isTold = objects(values[3]).contains { alarm in
            alarm.members["enabled"]?.bool == true
                && filters.contains { $0.feeds(alarm) }
                && (alarm.members["actions"]?.array ?? []).contains { action in
                    action.string.map(topics.contains) == true
                }
        }
        if !isTold, let group = foreignGroup(of: trail) { return .unknown(["alarms on \(group)"]) }
        return .value(.bool(isTold))
    }

    /// A log group in another account, where nothing was read: an organization's trail has its own.
    private static func foreignGroup(of trail: DocumentObject) -> String? {
        guard let group = trail.members["log_group"]?.string,
            let owner = ResourceOwner.account(of: group),
            case .value(.string(let account)) = trail.field("account"), owner != account
        else { return nil }
        return group
    }

    private static func objects(_ value: Value) -> [DocumentObject] {
        guard case .list(let items) = value else { return [] }
        return items.compactMap { item in
            guard case .object(let object) = item else { return nil }
            return object as? DocumentObject
        }
    }

    /// The filters on the trail's log group that look for the pattern.
    private static func filters(
        of trail: DocumentObject,
        _ pattern: MetricPattern,
        _ all: [DocumentObject]
    ) -> [DocumentObject] {
        // arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*
        let parts = trail.members["log_group"]?.string?.split(separator: ":") ?? []
        guard parts.count > 6 else { return [] }
        return all.filter { filter in
            filter.members["log_group"]?.string == String(parts[6])
                && filter.region == String(parts[3])
                && filter.members["pattern"]?.string.map { MetricPattern($0) } == pattern
        }
    }

    private static func confirmedTopics(_ subscriptions: [DocumentObject]) -> Set<String> {
        Set(
            subscriptions.filter {
                $0.members["arn_or_state"]?.string?.hasPrefix("arn:") == true
            }.compactMap { $0.members["topic"]?.string }
        )
    }
}

extension DocumentObject {
    fileprivate var region: String? {
        guard case .value(.string(let region)) = field("region") else { return nil }
        return region
    }

    /// Whether a metric filter feeds the metric that an alarm watches.
    fileprivate func feeds(_ alarm: DocumentObject) -> Bool {
        guard region == alarm.region,
            let metric = alarm.members["metric"], let namespace = alarm.members["namespace"]
        else { return false }
        let names = members["metrics"]?.array ?? []
        let namespaces = members["namespaces"]?.array ?? []
        return zip(names, namespaces).contains { $0 == metric && $1 == namespace }
    }
}
