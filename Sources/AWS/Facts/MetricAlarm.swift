import Document
import Guardrails

/// An alarm, and whether one event that a metric filter counted makes it ring.
///
/// It rings where the period of the event breaches the threshold and one without any does not: what
/// always rings tells nothing. Sum, SampleCount and Maximum count events; other statistics, and
/// periods over a day, do not. Where several datapoints have to breach, one event is enough only
/// while the periods around it have no data and missing data are left out.
/// Sources: CloudWatch User Guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat
/// missing data"; CIS AWS Foundations Benchmark, section 4, whose alarms ring at one event.
struct MetricAlarm {
    private let alarm: DocumentObject
    let account: String
    private let region: String

    init?(_ alarm: DocumentObject) {
        guard let account = alarm.text("account"), let region = alarm.text("region") else {
            return nil
        }
        (self.alarm, self.account, self.region) = (alarm, account, region)
    }

    var isOn: Bool { alarm.said("enabled", "ActionsEnabled")?.bool == true }

    /// By which composite alarms know it.
    var names: [String] { ["id", "arn"].compactMap { alarm.text($0) } }

    var place: [String] { [account, region] }

    /// Whom it tells.
    var actions: [String] { alarm.said("actions", "AlarmActions")?.texts ?? [] }

    /// Whether one event that is counted into the metric makes it ring.
    func rings(for metric: FilteredMetric) -> Kleene {
        guard region == metric.region, !metric.hasDimensions else { return .no }
        guard let samples = samples(of: metric) else { return .no }
        let rings = breaches(samples.busy) && !breaches(samples.idle)
        let datapoints =
            alarm.said(nil, "DatapointsToAlarm") ?? alarm.said(nil, "EvaluationPeriods")
        guard let datapoints = datapoints?.double, datapoints > 1 else { return rings }
        switch samples.idle {
        case .number: return .no
        case .missing: return missingData == "notBreaching" ? .no : rings
        case .unknown: return rings
        }
    }

    /// What it sees in a period with one event and in one without; nil where it sees neither.
    private func samples(
        of metric: FilteredMetric
    ) -> (busy: MetricMath.Sample, idle: MetricMath.Sample)? {
        let queries = alarm.said("queries", "Metrics")?.array ?? []
        guard queries.isEmpty else {
            return MetricQueries(queries, account: account).samples(of: metric)
        }
        guard account == metric.account, alarm.said("metric", "MetricName")?.string == metric.name,
            alarm.said("namespace", "Namespace")?.string == metric.namespace
        else { return nil }
        let seen = MetricView(
            statistic: (alarm.said("statistic", "Statistic") ?? alarm.said(nil, "ExtendedStatistic"))?
                .string,
            period: alarm.said("period", "Period")?.double,
            unit: alarm.said(nil, "Unit")?.string,
            hasDimensions: alarm.said(nil, "Dimensions")?.array?.isEmpty == false
        )
        return seen.samples(of: metric)
    }

    private var missingData: String { alarm.said(nil, "TreatMissingData")?.string ?? "missing" }

    private func breaches(_ sample: MetricMath.Sample) -> Kleene {
        let unknown = Kleene.unknown(["what alarm '\(alarm.text("id") ?? "")' watches"])
        guard alarm.said(nil, "ThresholdMetricId") == nil else { return unknown }
        switch sample {
        case .unknown: return unknown
        case .missing: return Kleene(missingData == "breaching")
        case .number(let value):
            let threshold = alarm.said("threshold", "Threshold")?.double ?? 1
            switch alarm.said("comparison", "ComparisonOperator")?.string {
            case "GreaterThanOrEqualToThreshold", nil: return Kleene(value >= threshold)
            case "GreaterThanThreshold": return Kleene(value > threshold)
            case "LessThanThreshold": return Kleene(value < threshold)
            case "LessThanOrEqualToThreshold": return Kleene(value <= threshold)
            default: return unknown
            }
        }
    }
}
