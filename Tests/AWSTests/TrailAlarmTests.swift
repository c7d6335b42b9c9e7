import CEL
import Document
import Guardrails
import Testing

@testable import AWS

/// From a trail's log group to somebody who is told: every link by its account, region and name.
struct TrailAlarmTests {
    private static let own = "111122223333"
    private static let foreign = "444455556666"
    private static let wanted = "{ $.eventName = StopLogging || $.eventName = DeleteTrail }"

    /// One of each, linked; a test changes what it is about.
    private struct Chain {
        var trail: Object = [
            "log_group": "arn:aws:logs:us-east-1:111122223333:log-group:trail:*"
        ]
        var filters: [Object] = [
            [
                "log_group": "trail",
                "pattern": "{ $.eventName = *Logging || $.eventName = *Trail }",
                "metrics": ["stopped"], "namespaces": ["Security"],
            ]
        ]
        var alarms: [Object] = [
            [
                "metric": "stopped", "namespace": "Security", "enabled": true,
                "actions": ["arn:aws:sns:us-east-1:111122223333:security"],
            ]
        ]
        var subscriptions: [Object] = [
            [
                "topic": "arn:aws:sns:us-east-1:111122223333:security",
                "arn_or_state": "arn:aws:sns:us-east-1:111122223333:security:1",
            ]
        ]

        var composites: [Object]?

        private static func object(_ type: String, _ document: Object, _ id: Int) throws -> Value {
            .object(
                DocumentObject(
                    Resource(
                        name: ResourceName(
                            type: type,
                            account: document["account"]?.string ?? own,
                            region: document["region"]?.string ?? "us-east-1",
                            id: document["id"]?.string ?? "\(id)"
                        ),
                        document: document
                    ),
                    try #require(Catalogue.aws[type])
                )
            )
        }

        private static func list(_ type: String, _ documents: [Object]) throws -> Value {
            .list(try documents.enumerated().map { try object(type, $0.element, $0.offset) })
        }

        func isTold() throws -> Kleene {
            let given = try [
                Self.object("cloudtrail.trail", trail, 0), .string(wanted),
                Self.list("logs.metric-filter", filters),
                Self.list("cloudwatch.alarm", alarms),
                Self.list("sns.subscription", subscriptions),
            ]
            let more = try composites.map { [try Self.list("cloudwatch.composite-alarm", $0)] }
            let function = TrailAlarm.functions[more == nil ? 0 : 1]
            let outcome = function.body(given + (more ?? []))
            switch outcome {
            case .value(.bool(let isTold)): return Kleene(isTold)
            case .unknown(let names): return .unknown(names)
            default:
                Issue.record("\(outcome)")
                return .no
            }
        }
    }

    @Test func theWholeChainTells() throws {
        #expect(try Chain().isTold() == .yes)
    }

    @Test(
        arguments: [
            ["log_group": "arn:aws:logs:us-east-1:\(foreign):log-group:trail:*"],
            ["log_group": "arn:aws:logs:eu-west-1:\(own):log-group:trail:*"],
            ["log_group": "arn:aws:logs:us-east-1:\(own):log-group:trail-2:*"], [:],
        ] as [Object]
    ) func anotherLogGroupIsNotHeard(trail: Object) throws {
        var chain = Chain()
        chain.trail = trail
        #expect(try chain.isTold() == .no)
    }

    /// Where the filter, the alarm and the topic are given from that account, they are looked at.
    @Test func whatIsInAnotherAccountIsHeardThere() throws {
        var chain = Chain()
        chain.trail["log_group"] = .string(
            "arn:aws:logs:us-east-1:\(Self.foreign):log-group:trail:*"
        )
        chain.filters[0]["account"] = .string(Self.foreign)
        #expect(try chain.isTold() == .no, "the alarm watches a metric of its own account")
        chain.alarms[0]["account"] = .string(Self.foreign)
        #expect(try chain.isTold() == .yes)
    }

    /// An alarm of a monitoring account says whose metric it watches.
    @Test func anAlarmMayWatchAnotherAccountsMetric() throws {
        var chain = Chain()
        chain.trail["log_group"] = .string(
            "arn:aws:logs:us-east-1:\(Self.foreign):log-group:trail:*"
        )
        chain.filters[0]["account"] = .string(Self.foreign)
        var query: Object = [
            "Id": "m1",
            "MetricStat": ["Metric": ["MetricName": "stopped", "Namespace": "Security"]],
        ]
        chain.alarms[0]["queries"] = [.object(query)]
        #expect(try chain.isTold() == .no)
        query["AccountId"] = .string(Self.foreign)
        chain.alarms[0]["queries"] = [.object(query)]
        #expect(try chain.isTold() == .yes)
    }

    @Test(
        arguments: [
            ["metric": "started"], ["namespace": "Other"], ["enabled": false], ["enabled": .null],
            ["actions": []], ["region": "eu-west-1"], ["account": .string(foreign)],
            ["actions": ["arn:aws:lambda:us-east-1:\(own):function:f"]],
            ["actions": ["arn:aws:sns:us-east-1:\(own):other"]],
            ["aws": ["Dimensions": [["Name": "a", "Value": "b"]]]], ["aws": ["Unit": "Seconds"]],
        ] as [Object]
    ) func anAlarmThatWatchesOrTellsSomethingElseDoesNotTell(change: Object) throws {
        var chain = Chain()
        for (name, value) in change { chain.alarms[0][name] = value }
        #expect(try chain.isTold() == .no)
    }

    @Test(
        arguments: [
            ["aws": ["Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"]],
            ["aws": ["Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold"]],
            ["threshold": 0.5, "comparison": "GreaterThanThreshold"],
            ["statistic": "Maximum"], ["statistic": "SampleCount"], ["period": 86400],
            ["aws": ["EvaluationPeriods": 3, "DatapointsToAlarm": 1]],
            // Missing periods are left out: the one that breaches decides.
            ["aws": ["EvaluationPeriods": 3, "Threshold": 1]], ["aws": ["Unit": "None"]],
            ["aws": ["TreatMissingData": "notBreaching"]],
        ] as [Object]
    ) func anAlarmThatOneEventCanRingTells(change: Object) throws {
        var chain = Chain()
        for (name, value) in change { chain.alarms[0][name] = value }
        #expect(try chain.isTold() == .yes)
    }

    @Test(
        arguments: [
            ["aws": ["Threshold": 1_000_000_000.0, "ComparisonOperator": "GreaterThanThreshold"]],
            ["threshold": 1, "comparison": "GreaterThanThreshold"],
            ["threshold": 1, "comparison": "LessThanThreshold"],
            ["statistic": "Average"], ["aws": ["ExtendedStatistic": "p99"]], ["period": 604_800],
            ["aws": ["EvaluationPeriods": 2, "TreatMissingData": "notBreaching"]],
            // It rings whatever happens.
            ["aws": ["TreatMissingData": "breaching"]],
        ] as [Object]
    ) func anAlarmThatOneEventCannotRingDoesNotTell(change: Object) throws {
        var chain = Chain()
        for (name, value) in change { chain.alarms[0][name] = value }
        #expect(try chain.isTold() == .no)
    }

    @Test(
        arguments: [
            ("m1", [:], Kleene.yes), ("SUM(m1)", [:], .yes), ("FILL(m1, 0)", [:], .yes),
            ("IF(m1 >= 1, 1, 0)", [:], .yes),
            ("IF(FILL(m1,0) > 0, 1, 0)", ["EvaluationPeriods": 1], .yes),
            ("m1 * 0", [:], .no), ("IF(m1 > 100, 1, 0)", [:], .no), ("FILL(m1, 1)", [:], .no),
            ("m1", ["Threshold": 50], .no), ("m1", ["ThresholdMetricId": "e2"], nil),
            ("m1 + m2", [:], nil), ("RATE(m1)", [:], nil), ("m2", [:], nil),
        ] as [(String, Object, Kleene?)]
    )
    func metricMath(expression: String, change: Object, told: Kleene?) throws {
        func query(_ id: String, _ metric: String) -> JSON {
            [
                "Id": .string(id), "ReturnData": false,
                "MetricStat": [
                    "Metric": ["MetricName": .string(metric), "Namespace": "Security"],
                    "Period": 300, "Stat": "Sum",
                ],
            ]
        }
        var aws = change
        aws["Metrics"] = [
            query("m1", "stopped"), query("m2", "other"),
            ["Id": "e1", "Expression": .string(expression), "ReturnData": true],
        ]
        var chain = Chain()
        chain.alarms = [
            [
                "metric": .null, "namespace": .null, "enabled": true,
                "actions": chain.alarms[0]["actions"] ?? .null, "aws": .object(aws),
            ]
        ]
        let found = try chain.isTold()
        if let told { #expect(found == told) } else { #expect(found != .yes && found != .no) }
    }

    private static let transformations: [(Object, Kleene?)] = [
        (["metricValue": "1"], .yes), (["metricValue": "0"], .no), (["metricValue": "0.1"], .no),
        (["metricValue": "1", "dimensions": ["who": "$.userIdentity.arn"]], .no),
        (["metricValue": "1", "defaultValue": 0], .yes),
        (["metricValue": "1", "defaultValue": 1], .no),
        (["metricValue": "$.requestParameters.count"], nil),
    ]

    @Test(arguments: transformations)
    func whatAFilterCounts(change: Object, told: Kleene?) throws {
        var transformation = change
        transformation["metricName"] = "stopped"
        transformation["metricNamespace"] = "Security"
        var chain = Chain()
        chain.filters[0]["aws"] = ["metricTransformations": [.object(transformation)]]
        let found = try chain.isTold()
        if let told { #expect(found == told) } else { #expect(found != .yes && found != .no) }
    }

    @Test(
        arguments: [
            (["applyOnTransformedLogs": true], "events of filter '0'"),
            (["fieldSelectionCriteria": "@aws.account = \"111122223333\""], "events of filter '0'"),
        ] as [(Object, String)]
    )
    func aFilterOfSomeEventsOrOfAnotherFormIsUnknown(change: Object, reason: String) throws {
        var chain = Chain()
        chain.filters[0]["aws"] = .object(change)
        #expect(try chain.isTold() == .unknown(["the \(reason)"]))
        chain.filters[0]["pattern"] = "{ $.eventName = CreateTrail }"
        #expect(try chain.isTold() == .no)
    }

    @Test func aPatternThatCannotBeReadIsUnknown() throws {
        var chain = Chain()
        chain.filters[0]["pattern"] = "{ $.eventName ~ Trail }"
        #expect(try chain.isTold() == .unknown(["the pattern of metric filter '0'"]))
        chain.alarms = []
        #expect(try chain.isTold() == .no)
    }

    @Test(arguments: ["PendingConfirmation", "Deleted"])
    func anUnconfirmedSubscriptionDoesNotTell(state: String) throws {
        var chain = Chain()
        chain.subscriptions[0]["arn_or_state"] = .string(state)
        #expect(try chain.isTold() == .no)
    }

    /// That it is not confirmed here says nothing where another account subscribed.
    @Test(
        arguments: [
            (foreign, "PendingConfirmation", nil), (own, "PendingConfirmation", Kleene.no),
            (foreign, "Deleted", .no),
            (foreign, "arn:aws:sns:us-east-1:\(own):security:9", .yes),
        ] as [(String, String, Kleene?)]
    )
    func whoSubscribedFromElsewhereMayListen(owner: String, state: String, told: Kleene?) throws {
        var chain = Chain()
        chain.subscriptions[0]["arn_or_state"] = .string(state)
        chain.subscriptions[0]["aws"] = ["Owner": .string(owner)]
        let topic = "arn:aws:sns:us-east-1:\(Self.own):security"
        #expect(try chain.isTold() == told ?? .unknown(["subscriptions of \(topic)"]))
    }

    private static let composites: [(Object, Kleene?)] = [
        (["rule": "ALARM(0)"], Kleene.yes), (["rule": "ALARM(\"0\")"], .yes),
        (["rule": "( ALARM( 0 ) )"], .yes), (["rule": "ALARM(0) OR ALARM(other)"], .yes),
        (["rule": "NOT OK(0)"], .yes), (["rule": "ALARM(other) OR NOT (OK(0))"], .yes),
        (["rule": "ALARM(0) AND ALARM(other)"], nil), (["rule": "ALARM(0) AND TRUE"], .yes),
        (["rule": "ALARM(0) AND NOT ALARM(other)"], nil), (["rule": "OK(0)"], .no),
        (["rule": "TRUE"], .no), (["rule": "ALARM(0) OR TRUE"], .no), (["rule": "FALSE"], .no),
        (["rule": "NOT INSUFFICIENT_DATA(0)"], .no), (["rule": "ALARM(0) AND FALSE"], .no),
        (["rule": "ALARM(0) OR ALARM(a) AND ALARM(b)"], nil),
        (["rule": "AT_LEAST(1, ALARM, (0, other))"], nil), (["rule": "ALARM(0"], nil),
        (["rule": "ALARM(other)"], nil), (["rule": .null], nil),
        (["rule": "ALARM(0)", "enabled": false], .no),
        (["rule": "ALARM(0)", "actions": []], .no),
        (["rule": "ALARM(0)", "region": "eu-west-1"], .no),
        (["rule": "ALARM(0)", "account": .string(foreign)], .no),
        (["rule": "ALARM(0)", "suppressor": "maintenance"], nil),
        (["rule": "ALARM(0)", "actions": ["arn:aws:sns:us-east-1:\(own):other"]], .no),
    ]

    /// An alarm that tells nobody itself, under a composite alarm: the metric alarm is '0'.
    @Test(arguments: composites)
    func aCompositeAlarmTellsWhereItRingsWithTheAlarm(change: Object, told: Kleene?) throws {
        var chain = Chain()
        var composite: Object = ["enabled": true, "actions": chain.alarms[0]["actions"] ?? .null]
        for (name, value) in change { composite[name] = value }
        chain.alarms[0]["actions"] = []
        for isOn in [true, false] {
            chain.alarms[0]["enabled"] = .bool(isOn)
            chain.composites = [composite]
            let found = try chain.isTold()
            if let told { #expect(found == told) } else { #expect(found != .yes && found != .no) }
            chain.composites = []
            #expect(try chain.isTold() == .no)
            chain.composites = nil
            #expect(try chain.isTold() == .no)
        }
    }

    /// Composite alarms of composite alarms, which may go round in a circle.
    @Test(
        arguments: [
            ("ALARM(c1)", "ALARM(0)", Kleene.yes), ("NOT OK(c1)", "ALARM(0)", .yes),
            ("ALARM(c1)", "OK(0)", .no), ("ALARM(c1)", "ALARM(c0)", nil),
        ] as [(String, String, Kleene?)]
    )
    func compositeAlarmsMayBeNested(outer: String, inner: String, told: Kleene?) throws {
        var chain = Chain()
        let actions = chain.alarms[0]["actions"] ?? .null
        chain.alarms[0]["actions"] = []
        chain.composites = [
            ["id": "c0", "rule": .string(outer), "enabled": true, "actions": actions],
            ["id": "c1", "rule": .string(inner), "enabled": true, "actions": []],
        ]
        let found = try chain.isTold()
        if let told { #expect(found == told) } else { #expect(found != .yes && found != .no) }
    }

    /// Its owner's subscriptions are not listed here, but one's own to it is.
    @Test func whoListensToAnotherAccountsTopicIsNotKnown() throws {
        let topic = JSON.string("arn:aws:sns:us-east-1:\(Self.foreign):security")
        var chain = Chain()
        chain.alarms[0]["actions"] = [topic]
        #expect(try chain.isTold() == .unknown(["subscriptions of \(topic.string ?? "")"]))
        chain.subscriptions.append([
            "topic": topic, "arn_or_state": "arn:aws:sns:us-east-1:\(Self.foreign):security:2",
        ])
        #expect(try chain.isTold() == .yes)
        // That account's are given, and this topic's is not among them.
        chain.subscriptions[1] = [
            "account": .string(Self.foreign),
            "topic": "arn:aws:sns:us-east-1:\(Self.foreign):other",
            "arn_or_state": "arn:aws:sns:us-east-1:\(Self.foreign):other:2",
        ]
        #expect(try chain.isTold() == .no)
        chain.filters[0]["pattern"] = "{ $.eventName = Other }"
        #expect(try chain.isTold() == .no)
    }

    /// Documents may have what AWS answered, and nothing else.
    @Test func theChainIsReadFromAWSsAnswersToo() throws {
        var chain = Chain()
        chain.trail = ["aws": ["CloudWatchLogsLogGroupArn": chain.trail["log_group"] ?? .null]]
        let pattern = chain.filters[0]["pattern"] ?? .null
        chain.filters = [
            [
                "aws": [
                    "logGroupName": "trail", "filterPattern": pattern,
                    "metricTransformations": [
                        ["metricName": "m", "metricNamespace": "n", "metricValue": "1"]
                    ],
                ]
            ]
        ]
        let topic = chain.subscriptions[0]["topic"] ?? .null
        chain.alarms = [
            [
                "aws": [
                    "MetricName": "m", "Namespace": "n", "ActionsEnabled": true,
                    "AlarmActions": [topic],
                ]
            ]
        ]
        let state = chain.subscriptions[0]["arn_or_state"] ?? .null
        chain.subscriptions = [["aws": ["TopicArn": topic, "SubscriptionArn": state]]]
        #expect(try chain.isTold() == .yes)
    }

    /// Two filters with an alarm each; without the second alarm half of the events is not told of.
    @Test func severalAlarmsTellTogether() throws {
        var chain = Chain()
        chain.filters[0]["pattern"] = "{ $.eventName = StopLogging }"
        #expect(try chain.isTold() == .no)
        var filter = chain.filters[0]
        filter["pattern"] = "{ $.eventName = DeleteTrail }"
        filter["metrics"] = ["deleted"]
        chain.filters.append(filter)
        #expect(try chain.isTold() == .no)
        var alarm = chain.alarms[0]
        alarm["metric"] = "deleted"
        chain.alarms.append(alarm)
        #expect(try chain.isTold() == .yes)
    }

    @Test func whatIsAskedForMustBeAPattern() throws {
        let none = Value.list([])
        let trail = DocumentObject(
            Resource(
                name: ResourceName(type: "cloudtrail.trail", account: "1", region: "r", id: "t"),
                document: Object()
            ),
            try #require(Catalogue.aws["cloudtrail.trail"])
        )
        guard
            case .error(let error) = TrailAlarm.functions[0].body([
                .object(trail), "{ $.a ~ b }", none, none, none,
            ])
        else {
            Issue.record("it is no pattern")
            return
        }
        #expect(error.message.contains("is no filter pattern"))
    }
}
