import CEL
import Document
import Guardrails

/// Whether somebody is told of what a trail records: metric filters on its log group count all of the
/// events that are asked for, each filter's metric has an alarm that is on and rings at one event, and
/// a topic that the alarm tells has a confirmed subscription.
///
/// A log group is known by its ARN: one of the same name in another account or region is another. The
/// subscriptions of another account's topic are not known, unless they are among those given.
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
        meaning:
            "whether somebody is told of all events that match the pattern: filters on its log "
            + "group count them, in whatever spelling, an alarm on each filter's metric is on and "
            + "rings at one event, and it tells a topic with a confirmed subscription",
        example: "resource.alarms('{ $.errorCode = \"AccessDenied*\" }', related.filters, "
            + "related.alarms, related.subscriptions)"
    ) { values in
        guard case .object(let trail) = values[0], let trail = trail as? DocumentObject,
            case .string(let text) = values[1]
        else { return .error(EvaluationError(.noSuchOverload, "not a trail")) }
        guard let wanted = FilterPattern(text) else {
            return .error(EvaluationError(.host, "'\(text)' is no filter pattern"))
        }
        let listeners = Listeners(objects(values[4]))
        let alarms = objects(values[3]).compactMap { MetricAlarm($0) }.filter(\.isOn)
        let filters = objects(values[2]).filter { isOnGroup($0, of: trail) }
            .map { (pattern: $0, isTold: isTold(of: $0, alarms, listeners)) }
        switch isTold(of: wanted, filters) {
        case .yes: return .value(.bool(true))
        case .no: return .value(.bool(false))
        case .unknown(let names): return .unknown(names)
        }
    }

    private static func objects(_ value: Value) -> [DocumentObject] {
        guard case .list(let items) = value else { return [] }
        return items.compactMap { item in
            guard case .object(let object) = item else { return nil }
            return object as? DocumentObject
        }
    }

    private static func isOnGroup(_ filter: DocumentObject, of trail: DocumentObject) -> Bool {
        // arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*
        let parts =
            trail.said("log_group", "CloudWatchLogsLogGroupArn")?.string?.split(separator: ":")
            ?? []
        return parts.count > 6
            && filter.said("log_group", "logGroupName")?.string == String(parts[6])
            && filter.text("region") == String(parts[3])
            && filter.text("account") == String(parts[4])
    }

    /// Whether somebody hears of what a filter counts.
    private static func isTold(
        of filter: DocumentObject,
        _ alarms: [MetricAlarm],
        _ listeners: Listeners
    ) -> Kleene {
        var told = Kleene.no
        for metric in FilteredMetric.all(of: filter) {
            for alarm in alarms {
                told = told || alarm.rings(for: metric) && listeners.hear(alarm)
                if told == .yes { return told }
            }
        }
        return told
    }

    /// By one filter, or by all that somebody hears of together.
    private static func isTold(
        of wanted: FilterPattern,
        _ filters: [(pattern: DocumentObject, isTold: Kleene)]
    ) -> Kleene {
        var (heard, perhaps): ([FilterPattern], [FilterPattern]) = ([], [])
        var reasons: Set<String> = []
        for (filter, isTold) in filters where isTold != .no {
            guard
                let pattern = filter.said("pattern", "filterPattern")?.string.flatMap({
                    FilterPattern($0)
                })
            else {
                reasons.insert("the pattern of metric filter '\(filter.text("id") ?? "")'")
                perhaps = [.everything]
                continue
            }
            // It takes the events in another form, or of some accounts alone.
            let isWhole =
                filter.said(nil, "applyOnTransformedLogs")?.bool != true
                && (filter.said(nil, "fieldSelectionCriteria")?.string ?? "").isEmpty
            if isTold == .yes && isWhole {
                heard.append(pattern)
            } else {
                if case .unknown(let names) = isTold { reasons.formUnion(names) }
                if !isWhole { reasons.insert("the events of filter '\(filter.text("id") ?? "")'") }
                perhaps.append(pattern)
            }
        }
        // One alone mostly does, and is soon looked at.
        if heard.contains(where: { FilterPattern.contain([$0], wanted) == .yes }) { return .yes }
        let certain = FilterPattern.contain(heard, wanted)
        guard certain != .yes, !perhaps.isEmpty else { return certain }
        let possible = FilterPattern.contain(heard + perhaps, wanted)
        return possible == .no ? .no : .unknown(reasons)
    }
}

/// The topics with a confirmed subscription, and the accounts whose subscriptions are known.
private struct Listeners {
    private let topics: Set<String>
    private let accounts: Set<String>

    init(_ subscriptions: [DocumentObject]) {
        topics = Set(
            subscriptions.filter {
                $0.said("arn_or_state", "SubscriptionArn")?.string?.hasPrefix("arn:") == true
            }.compactMap { $0.said("topic", "TopicArn")?.string }
        )
        accounts = Set(subscriptions.compactMap { $0.text("account") })
    }

    /// Whether somebody hears what an alarm tells.
    func hear(_ alarm: MetricAlarm) -> Kleene {
        alarm.actions.reduce(.no) { heard, action in heard || hear(action, alarm.account) }
    }

    private func hear(_ action: String, _ account: String) -> Kleene {
        if topics.contains(action) { return .yes }
        guard action.split(separator: ":").dropFirst(2).first == "sns",
            let owner = ResourceOwner.account(of: action), owner != account,
            !accounts.contains(owner)
        else { return .no }
        return .unknown(["subscriptions of \(action)"])
    }
}
