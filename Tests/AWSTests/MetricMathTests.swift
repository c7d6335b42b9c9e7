import Testing

@testable import AWS

struct MetricMathTests {
    private func value(_ expression: String) -> MetricMath.Sample {
        MetricMath.evaluate(expression, metrics: ["m1", "idle"]) { id in
            switch id {
            case "m1": .number(1)
            case "idle": .missing
            default: .unknown
            }
        }
    }

    @Test(
        arguments: [
            ("m1", 1.0), ("SUM(m1)", 1), ("SUM([m1, m1])", 2), ("MAX([m1, 3, idle])", 3),
            ("FILL(m1, 0)", 1),
            ("FILL(idle, 0)", 0), ("IF(m1 > 0, 5, 0)", 5), ("IF(FILL(idle,0) >= 1, 1, 0)", 0),
            ("IF(m1 >= 1 && FILL(idle, 0) == 0, 1, 0)", 1), ("if(m1 < 1 OR m1 != 2, 7)", 7),
            ("1 + 2 * 3 - 4 / 2", 5), ("(1 + 2) * -3", -9), ("m1*100", 100), ("sum(idle) + 1", nil),
            ("SUM(METRICS())", 1), ("MAX([METRICS(), 4])", 4),
        ] as [(String, Double?)]
    )
    func evaluates(expression: String, result: Double?) {
        #expect(value(expression) == (result.map { .number($0) } ?? .missing))
    }

    @Test(arguments: [
        "idle", "idle + m1", "SUM(idle)", "IF(m1 > 1, 1)", "IF(idle > 0, 1, 0)", "m1 / 0",
    ])
    func hasNoData(expression: String) { #expect(value(expression) == .missing) }

    @Test(arguments: [
        "m2", "m1 + m2", "SUM([m1, m2])", "FILL(m2, 0)", "IF(m2, 1, 0)", "RATE(m1)", "m1 +", "(m1",
        "ANOMALY_DETECTION_BAND(m1, 2)", "METRICS()", "SUM(METRICS() + 1)",
        "SEARCH('{n} m', 'Sum', 300)", "", "m1 m1", "FILL(m1)",
        String(repeating: "(", count: 3000), "FILL(idle, REPEAT)",
    ]) func isUnknown(expression: String) {
        #expect(value(expression) == .unknown)
    }
}
