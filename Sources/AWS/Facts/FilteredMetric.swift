import Document
import Guardrails

/// A metric that a metric filter counts events into, with all that decides which alarms see it.
/// Source: CloudWatch Logs API, "MetricTransformation".
struct FilteredMetric {
    let account, region: String
    let name, namespace: String
    /// What one event adds; nil where the event itself says it (`$.latency`).
    let value: Double?
    /// What stands for a minute in which none was found; nil: nothing.
    let idle: Double?
    /// It is published apart for each value of a field, and not as a whole.
    let hasDimensions: Bool
    let unit: String

    /// What a metric filter feeds.
    static func all(of filter: DocumentObject) -> [FilteredMetric] {
        guard let account = filter.text("account"), let region = filter.text("region") else {
            return []
        }
        let documents =
            filter.said(nil, "metricTransformations")?.array
            ?? zip(
                filter.members["metrics"]?.array ?? [],
                filter.members["namespaces"]?.array ?? []
            ).map { ["metricName": $0, "metricNamespace": $1] }
        return documents.compactMap { document in
            guard let name = document["metricName"]?.string,
                let namespace = document["metricNamespace"]?.string
            else { return nil }
            // An example need not say what AWS always says: one for each event.
            let value = document["metricValue"]
            return FilteredMetric(
                account: account,
                region: region,
                name: name,
                namespace: namespace,
                value: value == nil ? 1 : value?.double ?? value?.string.flatMap { Double($0) },
                idle: document["defaultValue"]?.double,
                hasDimensions: document["dimensions"]?.object?.isEmpty == false,
                unit: document["unit"]?.string ?? "None"
            )
        }
    }
}
