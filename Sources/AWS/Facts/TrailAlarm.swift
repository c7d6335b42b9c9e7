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
    /// `trail.alarms(pattern, related.filters, related.alarms, related.subscriptions)`, and the same with
    /// `related.composites`, without which composite alarms do not count.
    static let functions = [function(withComposites: false), function(withComposites: true)]

    private static func function(withComposites: Bool) -> Function {
        let composites: [ValueType] =
            withComposites ? [.list(.object("cloudwatch.composite-alarm"))] : []
        return Function(
            "alarms",
            receiver: .object("cloudtrail.trail"),
            parameters: [
                .string, .list(.object("logs.metric-filter")), .list(.object("cloudwatch.alarm")),
                .list(.object("sns.subscription")),
            ] + composites,
            result: .bool,
            meaning:
                "whether somebody is told of all events that match the pattern: filters on its "
                + "log group count them, in whatever spelling, an alarm on each filter's metric "
                + "rings at one event, and it, if it is on, or a composite alarm that rings with it "
                + "tells a topic with a confirmed subscription",
            example: "resource.alarms('{ $.errorCode = \"AccessDenied*\" }', related.filters, "
                + "related.alarms, related.subscriptions"
                + (withComposites ? ", related.composites)" : ")")
        ) { isTold($0) }
    }

    private static func isTold(_ values: [Value]) -> Outcome {
        guard case .object(let trail) = values[0], let trail = trail as? DocumentObject,
            case .string(let text) = values[1]
        else { return .error(EvaluationError(.noSuchOverload, "not a trail")) }
        guard let wanted = FilterPattern(text) else {
            return .error(EvaluationError(.host, "'\(text)' is no filter pattern"))
        }
        let hearers = Hearers(
            alarms: objects(values[3]).compactMap { MetricAlarm($0) },
            composites: CompositeAlarms(values.count > 5 ? objects(values[5]) : []),
            listeners: Listeners(objects(values[4]))
        )
        let filters = objects(values[2]).filter { isOnGroup($0, of: trail) }
            .map { (pattern: $0, isTold: hearers.hear(of: $0)) }
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

/// What leads from a metric to somebody.
private struct Hearers {
    let alarms: [MetricAlarm]
    let composites: CompositeAlarms
    let listeners: Listeners

    /// Whether somebody hears of what a filter counts.
    func hear(of filter: DocumentObject) -> Kleene {
        var told = Kleene.no
        for metric in FilteredMetric.all(of: filter) {
            for alarm in alarms {
                let rings = alarm.rings(for: metric)
                guard rings != .no else { continue }
                let heard = alarm.isOn ? listeners.hear(alarm.actions, of: alarm.account) : .no
                let above = composites.tell(of: alarm) { listeners.hear($0, of: alarm.account) }
                told = told || (rings && (heard || above))
                if told == .yes { return told }
            }
        }
        return told
    }
}
