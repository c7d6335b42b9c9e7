/// How an alarm looks at one metric.
struct MetricView {
    let statistic: String?
    let period: Double?
    let unit: String?
    let hasDimensions: Bool

    private static let longestPeriod = 86400.0

    /// Nil where it does not see the metric, or does not count events.
    func samples(
        of metric: FilteredMetric
    ) -> (busy: MetricMath.Sample, idle: MetricMath.Sample)? {
        guard !hasDimensions, unit == nil || unit == metric.unit,
            (period ?? 0) <= Self.longestPeriod
        else { return nil }
        switch statistic {
        case "SampleCount": return (.number(1), metric.idle == nil ? .missing : .number(1))
        case "Sum", "Maximum", nil:
            return (
                metric.value.map { .number($0) } ?? .unknown,
                metric.idle.map { .number($0) } ?? .missing
            )
        default: return nil
        }
    }
}
