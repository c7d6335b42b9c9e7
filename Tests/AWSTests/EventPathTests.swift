import Document
import Foundation
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What is wrong with the way of events is said, of each kind by its own code, and of a way that is right
/// nothing.
struct EventPathTests {
    private static let url = "https://sqs.eu-west-1.amazonaws.com/111111111111/parapet-events"
    private static let rule = "arn:aws:events:eu-west-1:111111111111:rule/parapet/parapet-queue"
    private static let bus = "arn:aws:events:eu-west-1:111111111111:event-bus/parapet"
    private static let dead = "arn:aws:sqs:eu-west-1:111111111111:parapet-events-dead"
    private static let denied = Gap(reason: .denied, permission: "x:Read", detail: "no")

    private static func queue(
        senders: QueueSenders = QueueSenders(rules: [rule]),
        deadLetters: String? = dead,
        dead: Result<Int, Gap>? = .success(0),
        oldest: Result<Int?, Gap> = .success(12)
    ) -> EventPath.Queue {
        EventPath.Queue(
            url: url,
            region: "eu-west-1",
            attributes: .success(
                EventPath.Attributes(arn: "arn:q", senders: senders, deadLetters: deadLetters)
            ),
            dead: dead,
            oldestSeconds: oldest
        )
    }

    private static func place(
        _ region: String = "eu-west-1",
        rule: Result<EventPath.Rule?, Gap> = .success(
            EventPath.Rule(isEnabled: true, sources: EventTemplate.sources, targets: [bus])
        ),
        isLogged: Result<Bool, Gap> = .success(true),
        of account: String = "222222222222"
    ) -> EventPath.Place {
        EventPath.Place(account: account, region: region, rule: rule, isLogged: isLogged)
    }

    private static func faults(
        _ queue: EventPath.Queue = queue(),
        _ places: [EventPath.Place] = [place()],
        unread: [String: String] = [:],
        byAccount: Bool = false
    ) -> [EventPathFault] {
        var path = EventPath()
        (path.queues, path.places, path.unread) = ([queue], places, unread)
        return path.faults(byAccount: byAccount)
    }

    @Test func ofAWayThatIsRightNothingIsSaid() {
        #expect(Self.faults() == [])
        let all = EventPath.Rule(isEnabled: true, sources: nil, targets: ["arn:q"])
        #expect(Self.faults(Self.queue(), [Self.place(rule: .success(all))]) == [])
    }

    @Test(arguments: [
        (queue(senders: QueueSenders()), "PAR-EVT-32 no rule of EventBridge may send"),
        (
            queue(senders: QueueSenders(rules: [rule], others: ["everybody"])),
            "PAR-EVT-33 not only the bus's rule may send to \(url): everybody"
        ),
        (queue(deadLetters: nil, dead: nil), "PAR-EVT-34"),
        (queue(dead: .success(3)), "PAR-EVT-35 3 messages lie in \(dead)"),
        (queue(dead: .failure(denied)), "PAR-EVT-39 \(dead) could not be read: x:Read: denied, no"),
        (queue(oldest: .success(1200)), "PAR-EVT-36 the oldest message of \(url) waits for 20"),
        (queue(oldest: .failure(denied)), "PAR-EVT-39 the age of"),
        (
            EventPath.Queue(
                url: url,
                region: "eu-west-1",
                attributes: .failure(denied),
                dead: nil,
                oldestSeconds: .failure(denied)
            ), "PAR-EVT-31 the queue \(url) does not answer"
        ),
    ])
    func whatIsWrongWithAQueueIsSaid(queue: EventPath.Queue, start: String) {
        // Where nothing is known of the queue, neither is where its rules lead.
        let said = Self.faults(queue, []).map(\.description).filter { !$0.contains("no account") }
        #expect(said.count == 1 && said.first?.hasPrefix(start) == true, "\(said)")
    }

    @Test func whatIsWrongInAnAccountIsOneLine() {
        let off = EventPath.Rule(isEnabled: false, sources: nil, targets: [Self.bus])
        let narrow = EventPath.Rule(
            isEnabled: true,
            sources: EventTemplate.sources.filter { $0 != "aws.iam" },
            targets: [Self.bus]
        )
        let astray = EventPath.Rule(isEnabled: true, sources: nil, targets: ["arn:elsewhere"])
        let said = Self.faults(
            Self.queue(),
            [
                Self.place("r-1", rule: .success(nil), isLogged: .success(false)),
                Self.place("r-2", rule: .success(nil)),
                Self.place("r-3", rule: .success(off)),
                Self.place("r-4", rule: .success(narrow)),
                Self.place("r-5", rule: .success(astray)),
                Self.place("r-6", rule: .failure(Self.denied), isLogged: .failure(Self.denied)),
            ],
            unread: ["333333333333": "it refused"]
        ).map(\.description)
        let expected = [
            "PAR-EVT-37 account 222222222222: no rule parapet-forward hands events on in r-1, r-2 |",
            "PAR-EVT-37 account 222222222222: the rule does not take aws.iam in r-4 |",
            "PAR-EVT-37 account 222222222222: the rule hands events to arn:elsewhere, which leads",
            "PAR-EVT-37 account 222222222222: the rule that hands events on is disabled in r-3 |",
            "PAR-EVT-38 account 222222222222: no trail is logging in r-1 |",
            "PAR-EVT-39 the rules of account 222222222222 in r-6 could not be read",
            "PAR-EVT-39 the trails of account 222222222222 in r-6 could not be read",
            "PAR-EVT-39 nothing is known of account 333333333333: it refused",
        ]
        #expect(said.count == expected.count, "\(said)")
        for (line, start) in zip(said, expected) { #expect(line.hasPrefix(start), "\(line)") }
    }

    @Test func whatIsWrongInManyAccountsIsOneLineWithACount() {
        let accounts = (1...5).map { "20000000000\($0)" }
        let places = accounts.flatMap { account in
            (1...4).map { region in
                Self.place(
                    "r-\(region)",
                    rule: .success(nil),
                    isLogged: account == accounts[0] && region < 3
                        ? .failure(Self.denied) : .success(account > accounts[1]),
                    of: account
                )
            }
        }
        let unread = ["300000000001": "it refused", "300000000002": "it refused"]
        let said = Self.faults(Self.queue(), places, unread: unread).map(\.description)
        let expected = [
            "PAR-EVT-37 no rule parapet-forward hands events on in 20 regions of 5 accounts: "
                + "200000000001 (r-1, r-2, r-3 and 1 more), 200000000002 (r-1, r-2, r-3 and 1 more), "
                + "200000000003 (r-1, r-2, r-3 and 1 more) and 2 more | hint: ",
            "PAR-EVT-38 no trail is logging in 6 regions of 2 accounts: 200000000001 (r-3, r-4), ",
            "PAR-EVT-39 the trails of account 200000000001 in r-1, r-2 could not be read",
            "PAR-EVT-39 nothing is known of 2 accounts, 300000000001, 300000000002: it refused |",
        ]
        #expect(said.count == expected.count, "\(said)")
        for (line, start) in zip(said, expected) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(said[0].hasSuffix("; 'parapet doctor events --all' names all"))
        #expect(said.dropFirst(2).allSatisfy { !$0.contains("--all") })
        let all = Self.faults(Self.queue(), places, unread: unread, byAccount: true)
        #expect(all.count == 5 + 2 + 1 + 2)
        #expect(all.allSatisfy { !$0.text.contains("more") && !$0.hint.contains("--all") })
    }

    @Test func withoutAQueueOrAnAccountThatIsSaid() {
        #expect(EventPath().faults().map(\.code) == ["PAR-EVT-30"])
        let none = Self.faults(Self.queue(), [])
        #expect(none.map(\.code) == ["PAR-EVT-39"] && none.allSatisfy(\.isUnknown))
    }

    /// Who may send, by what Amazon SQS takes as a policy.
    @Test(arguments: [
        (
            #"{"Service": "events.amazonaws.com"}"#, #"{"ArnEquals": {"aws:SourceArn": "RULE"}}"#,
            nil
        ),
        (
            #"{"Service": "events.amazonaws.com"}"#, #"{"ArnLike": {"AWS:SourceArn": ["RULE"]}}"#,
            nil
        ),
        (
            #"{"Service": "events.amazonaws.com"}"#, "{}",
            "rules of EventBridge that it does not name"
        ),
        (
            #"{"Service": "events.amazonaws.com"}"#,
            #"{"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}}"#,
            "rules of EventBridge that it does not name, under conditions"
        ),
        (#""*""#, #"{"ArnEquals": {"aws:SourceArn": "RULE"}}"#, "everybody, under conditions"),
        (#"{"AWS": "*"}"#, "{}", "everybody"),
        (
            #"{"AWS": "arn:aws:iam::111111111111:root"}"#, "{}", "arn:aws:iam::111111111111:root"
        ),
    ])
    func sendersAreTold(principal: String, condition: String, other: String?) {
        for action in [#""sqs:SendMessage""#, #"["SQS:*"]"#, #""*""#] {
            let policy = """
                {"Statement": [
                  {"Effect": "Deny", "Principal": "*", "Action": "sqs:*"},
                  {"Effect": "Allow", "Principal": "*", "Action": "sqs:GetQueueAttributes"},
                  {"Effect": "Allow", "Principal": \(principal), "Action": \(action),
                   "Condition": \(condition.replacing("RULE", with: Self.rule))}]}
                """
            let senders = QueueSenders(policy: policy)
            #expect(senders.others == (other.map { [$0] } ?? []), "\(policy)")
            #expect(senders.rules == (other == nil ? [Self.rule] : []), "\(policy)")
        }
        #expect(QueueSenders(policy: nil) == QueueSenders())
        #expect(!QueueSenders(policy: "{").others.isEmpty)
    }

    /// The reads, against what plays AWS.
    @Test(.enabled(if: StandIn.python != nil))
    func theWayIsReadAsItIs() async throws {
        try await StandIn.with { standIn in
            let url = try await standIn.plant(Self.script)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            let roles = ActionStage.roles(remediate: ActionStage.roleForChanges)
            let reader = EventPathReader(sessions: sessions, roles: roles)
            var path = EventPath()
            let now = try #require(Timestamp(seconds: Timestamp.now().seconds + 60))
            path.queues = [try await reader.queue(url, region: "us-east-1", now: now)]
            let regions = ["eu-central-1", "us-east-1"]
            (path.places, path.unread) = await reader.places(of: [
                ("200000000013", regions), ("300000000001", regions),
            ])
            let said = path.faults().map { $0.description.prefix { $0 != "|" } }
            let expected = [
                "PAR-EVT-35 1 message lies in", "PAR-EVT-36 the oldest message of",
                "PAR-EVT-37 account 200000000013: no rule parapet-forward hands events on in us-",
                "PAR-EVT-38 account 200000000013: no trail is logging in eu-central-1, us-east-1",
                "PAR-EVT-39 nothing is known of account 300000000001",
            ]
            #expect(said.count == expected.count, "\(said)")
            for (line, start) in zip(said, expected) { #expect(line.hasPrefix(start), "\(line)") }
        }
    }

    private static let script = """
        import datetime
        sqs = client("sqs")
        dead = sqs.create_queue(QueueName="parapet-events-dead")["QueueUrl"]
        sqs.send_message(QueueUrl=dead, MessageBody="lost")
        rule = "arn:aws:events:us-east-1:100000000001:rule/parapet/parapet-queue"
        url = sqs.create_queue(QueueName="parapet-events", Attributes={
            "RedrivePolicy": json.dumps({"maxReceiveCount": 5, "deadLetterTargetArn":
                "arn:aws:sqs:us-east-1:100000000001:parapet-events-dead"}),
            "Policy": json.dumps({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage", "Resource": "*",
                "Condition": {"ArnEquals": {"aws:SourceArn": rule}}}]}),
        })["QueueUrl"]
        client("cloudwatch").put_metric_data(Namespace="AWS/SQS", MetricData=[{
            "MetricName": "ApproximateAgeOfOldestMessage", "Value": 900, "Unit": "Seconds",
            "Timestamp": datetime.datetime.now(datetime.timezone.utc),
            "Dimensions": [{"Name": "QueueName", "Value": "parapet-events"}]}])
        events = client("events", "200000000013", "eu-central-1")
        events.put_rule(Name="parapet-forward", State="ENABLED", EventPattern=json.dumps(
            \(EventTemplate.pattern.text)))
        events.put_targets(Rule="parapet-forward", Targets=[{
            "Id": "bus", "RoleArn": "arn:aws:iam::200000000013:role/f",
            "Arn": "arn:aws:events:us-east-1:100000000001:event-bus/parapet"}])
        print(url)
        """
}
