import Document

/// The metrics and expressions of an alarm on metric math.
/// Source: CloudWatch API, "MetricDataQuery".
struct MetricQueries {
    private let queries: [JSON]
    private let account: String

    init(_ queries: [JSON], account: String) {
        (self.queries, self.account) = (queries, account)
    }

    /// How deep expressions may stand on each other; AWS has at most 10 in an alarm.
    private static let depth = 20

    /// What the one that is returned is in a period with one event counted into the metric, and in
    /// one without. Nil where it does not see the metric.
    func samples(
        of metric: FilteredMetric
    ) -> (busy: MetricMath.Sample, idle: MetricMath.Sample)? {
        var seen: [String: (busy: MetricMath.Sample, idle: MetricMath.Sample)] = [:]
        for query in queries {
            guard let id = query["Id"]?.string else { continue }
            seen[id] = view(query, of: metric)?.samples(of: metric)
        }
        guard !seen.isEmpty else { return nil }
        let returned = queries.filter { $0["ReturnData"]?.bool != false }
        guard returned.count == 1, let id = returned[0]["Id"]?.string else {
            return (.unknown, .unknown)
        }
        return (
            sample(id, seen.mapValues(\.busy), Self.depth),
            sample(id, seen.mapValues(\.idle), Self.depth)
        )
    }

    private func view(_ query: JSON, of metric: FilteredMetric) -> MetricView? {
        guard let stat = query["MetricStat"],
            stat["Metric"]?["MetricName"]?.string == metric.name,
            stat["Metric"]?["Namespace"]?.string == metric.namespace,
            (query["AccountId"]?.string ?? account) == metric.account
        else { return nil }
        return MetricView(
            statistic: stat["Stat"]?.string,
            period: stat["Period"]?.double,
            unit: stat["Unit"]?.string,
            hasDimensions: stat["Metric"]?["Dimensions"]?.array?.isEmpty == false
        )
    }

    private func sample(
        _ id: String,
        _ seen: [String: MetricMath.Sample],
        _ depth: Int
    ) -> MetricMath.Sample {
        if let sample = seen[id] { return sample }
        // Other metrics have whatever they have.
        guard depth > 0, let query = queries.first(where: { $0["Id"]?.string == id }),
            let expression = query["Expression"]?.string
        else { return .unknown }
        let metrics = queries.filter { $0["MetricStat"] != nil }.compactMap { $0["Id"]?.string }
        return MetricMath.evaluate(expression, metrics: metrics) { sample($0, seen, depth - 1) }
    }
}
