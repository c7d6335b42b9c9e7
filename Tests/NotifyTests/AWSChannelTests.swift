import AWS
import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import Notify

/// SNS, EventBridge and Security Hub, each as its receivers see it.
@Suite(.lanes(2), .enabled(if: StandIn.python != nil))
struct AWSChannelTests {
    private struct Stage {
        let standIn: StandIn
        let sessions: Sessions

        func channel(_ yaml: String, notify: String? = nil) throws -> any Channel {
            var roles = Configuration.Roles()
            (roles.externalID, roles.notify) = ("parapet-demo", notify)
            return try Samples.channel(yaml, sessions: sessions, roles: roles)
        }

        /// What a script of ``StandIn/plant(_:)`` printed.
        func ask(_ script: String) async throws -> JSON {
            try JSON.parse(try await standIn.plant(script))
        }

        /// The documents that an operation was asked with.
        func asked(_ operation: String) async throws -> [(call: StandIn.Call, body: JSON)] {
            try await standIn.calls(.init(operation: operation)).map { call in
                let body = call.parameters["body"]?.string
                return (call, try body.map { try JSON.parse($0) } ?? call.parameters)
            }
        }

        /// For the golden files.
        func wire(_ operation: String) async throws -> String {
            try await asked(operation).map { call, body in
                "\(call.account) \(call.region) \(call.role)/\(call.session)\n\(body.prettyText)"
            }.joined(separator: "\n")
        }
    }

    private func stage(_ body: (Stage) async throws -> Void) async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            try await body(Stage(standIn: standIn, sessions: sessions))
        }
    }

    @Test func aTopicAndABusHandOnWhatTheyGet() async throws {
        try await stage { stage in
            let made = try await stage.ask(
                """
                sns, sqs, events = client("sns"), client("sqs"), client("events")
                def queue(name):
                    url = sqs.create_queue(QueueName=name)["QueueUrl"]
                    names = ["QueueArn"]
                    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]["QueueArn"]
                topic = sns.create_topic(Name="parapet")["TopicArn"]
                sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue("of-topic"))
                events.put_rule(Name="r", EventPattern=json.dumps({"source": ["parapet"]}))
                events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": queue("of-bus")}])
                print(json.dumps({"topic": topic}))
                """
            )
            let topic = try #require(made["topic"]?.string)
            let subject = "Zürich\r\n\(String(repeating: "x", count: 200))"
            let parcel = Samples.parcel(subject: subject, findings: [try Samples.finding()])
            let told = await (try stage.channel("{ type: sns, topic: '\(topic)' }"))
                .deliver(parcel, to: nil)
            guard case .delivered(reference: .some) = told else {
                Issue.record("\(told)")
                return
            }
            let put = await (try stage.channel("{ type: eventbridge, bus: default }"))
                .deliver(parcel, to: nil)
            guard case .delivered(reference: .some) = put else {
                Issue.record("\(put)")
                return
            }
            let received = try await stage.ask(
                """
                sqs = client("sqs")
                def first(name):
                    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
                    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
                    return [json.loads(message["Body"]) for message in found]
                print(json.dumps({name: first(name) for name in ("of-topic", "of-bus")}))
                """
            )
            let note = try #require(received["of-topic"]?.array?.first)
            #expect(received["of-topic"]?.array?.count == 1)
            #expect(note["Message"]?.string == parcel.json.text)
            let line = try #require(note["Subject"]?.string)
            #expect(line.count == 99 && line.hasPrefix("Zürich  xxx") && line.hasSuffix(")"))
            #expect(note["MessageAttributes"]?["key"]?["Value"] == "n-1")
            let event = try #require(received["of-bus"]?.array?.first)
            #expect(received["of-bus"]?.array?.count == 1)
            #expect(event["source"] == "parapet" && event["detail"] == parcel.json)
            #expect(event["detail-type"] == "Parapet Notice")
            #expect(event["resources"]?.array?.first?.string == parcel.findings[0].resource.arn)
            try Samples.expect(try await stage.wire("PutEvents"), asIn: "eventbridge")
            try Samples.expect(try await stage.wire("Publish"), asIn: "sns")
            let gone = try stage.channel("{ type: sns, topic: '\(topic)x' }")
            guard case .refused(let reason) = await gone.deliver(parcel, to: nil) else {
                Issue.record("told a topic that is not there")
                return
            }
            #expect(reason.hasPrefix("PAR-NOT-05 NotFound"))
        }
    }

    private static let plantRoles = """
        def role(account):
            iam = client("iam", account)
            trust = iam.get_role(RoleName="ParapetAudit")["Role"]["AssumeRolePolicyDocument"]
            iam.create_role(RoleName="ParapetNotify", AssumeRolePolicyDocument=json.dumps(trust))
            client("securityhub", account, "eu-central-1").enable_security_hub()
        role("\(Samples.account)")
        """

    private static let imported = """
        hub = client("securityhub", "\(Samples.account)", "eu-central-1")
        print(json.dumps(hub.get_findings()["Findings"], default=str))
        """

    private static let suppressed = """
        hub = client("securityhub", "\(Samples.account)", "eu-central-1")
        for found in hub.get_findings()["Findings"]:
            hub.batch_update_findings(Workflow={"Status": "SUPPRESSED"}, FindingIdentifiers=[
                {"Id": found["Id"], "ProductArn": found["ProductArn"]}])
        """

    @Test func eachAccountsSecurityHubIsToldItsOwn() async throws {
        try await stage { stage in
            try await stage.standIn.plant(Self.plantRoles)
            let channel = try stage.channel("{ type: security-hub }", notify: "ParapetNotify")
            let open = Samples.parcel(findings: [
                try Samples.finding(), try Samples.finding(.unknown, id: "f-2"),
            ])
            #expect(await channel.deliver(open, to: nil) == .delivered(reference: nil))
            let found = try #require(try await stage.ask(Self.imported).array)
            #expect(found.map { $0["Id"] } == ["parapet/f-1"])
            #expect(found[0]["AwsAccountId"]?.string == Samples.account)
            #expect(found[0]["RecordState"] == "ACTIVE")
            #expect(found[0]["Compliance"]?["Status"] == "FAILED")
            // What people set there is read, and never written.
            #expect(await channel.workflows(of: open) == ["f-1": "NEW"])
            try await stage.standIn.plant(Self.suppressed)
            #expect(await channel.workflows(of: open) == ["f-1": "SUPPRESSED"])
            let wire = try await stage.wire("BatchImportFindings")
            #expect(!wire.contains("Workflow") && !wire.contains("\"Note\""))
            try Samples.expect(wire, asIn: "security-hub")
            let over = Samples.parcel(findings: [try Samples.finding(.resolved)])
            #expect(await channel.deliver(over, to: nil) == .delivered(reference: nil))
            let calls = try await stage.asked("BatchImportFindings")
            let sent = calls.last?.body["Findings"]?.array?.first
            #expect(sent?["RecordState"] == "ARCHIVED")
            #expect(sent?["Compliance"]?["Status"] == "PASSED")
            #expect(calls.allSatisfy { $0.call.role == "ParapetNotify" })
            // One account that says no keeps nothing from the others.
            let two = Samples.parcel(findings: [
                try Samples.finding(account: "200000000012"), try Samples.finding(id: "f-3"),
            ])
            guard case .refused(let reason) = await channel.deliver(two, to: nil) else {
                Issue.record("told by a role that is not there")
                return
            }
            #expect(reason.contains("Security Hub of 200000000012 in eu-central-1"))
            let last = try await stage.asked("BatchImportFindings").last
            #expect(last?.body["Findings"]?.array?.first?["Id"] == "parapet/f-3")
        }
    }

    @Test func oneHubIsToldOfAllWithTheRealAccount() async throws {
        try await stage { stage in
            try await stage.standIn.plant(
                Self.plantRoles + "\nclient('securityhub').enable_security_hub()"
            )
            let findings = [
                try Samples.finding(account: "200000000012"),
                try Samples.finding(region: "us-east-1"),
            ]
            let parcel = Samples.parcel(findings: findings)
            let named = try stage.channel(
                "{ type: security-hub, account: '\(Samples.account)', region: eu-central-1 }",
                notify: "ParapetNotify"
            )
            let own = try stage.channel("{ type: security-hub, account: hub }")
            for channel in [named, own] {
                #expect(await channel.deliver(parcel, to: nil) == .delivered(reference: nil))
            }
            let calls = try await stage.asked("BatchImportFindings")
            let owner = try await stage.sessions.ownAccount()
            #expect(calls.map(\.call.account) == [Samples.account, owner])
            for (call, body) in calls {
                let sent = body["Findings"]?.array ?? []
                #expect(sent.allSatisfy { $0["AwsAccountId"]?.string == call.account })
                let real = sent.map { $0["Resources"]?.array?.first?["Details"]?["Other"] }
                #expect(
                    real.map { $0?["AwsAccountId"] } == ["200000000012", .string(Samples.account)]
                )
                #expect(
                    sent.map { $0["Resources"]?.array?.first?["Region"] }
                        == ["eu-central-1", "us-east-1"]
                )
            }
        }
    }

    /// What is said to work was asked.
    @Test func aTestOfSecurityHubAsksIt() async throws {
        try await stage { stage in
            try await stage.standIn.plant(Self.plantRoles)
            let each = try stage.channel("{ type: security-hub }", notify: "ParapetNotify")
            guard case .refused(let reason) = await each.test(Samples.parcel(), to: nil) else {
                Issue.record("nothing was asked")
                return
            }
            #expect(reason.contains("--to"))
            let tried = await each.test(Samples.parcel(), to: Samples.account)
            guard case .delivered(.some(let said)) = tried else {
                Issue.record("\(tried)")
                return
            }
            #expect(said.hasPrefix("Security Hub of \(Samples.account) in "))
            let asked = try await stage.asked("GetFindings")
            #expect(asked.map(\.call.account) == [Samples.account])
            let calls = StandIn.Calls(service: "securityhub", operation: "GetFindings")
            try await stage.standIn.set(faults: [.init(.denied, calls)])
            guard case .refused = await each.test(Samples.parcel(), to: Samples.account) else {
                Issue.record("a denied call is no success")
                return
            }
            let without = try stage.channel("{ type: security-hub }")
            guard case .refused = await without.test(Samples.parcel(), to: Samples.account) else {
                Issue.record("tried without a role")
                return
            }
        }
    }

    @Test func withoutARoleNoOthersAccountIsTold() async throws {
        try await stage { stage in
            let parcel = Samples.parcel(findings: [try Samples.finding()])
            let channel = try stage.channel("{ type: security-hub }")
            guard case .refused(let reason) = await channel.deliver(parcel, to: nil) else {
                Issue.record("told without a role")
                return
            }
            #expect(reason.hasPrefix("PAR-NOT-02 "))
            #expect(try await stage.standIn.calls(.init(operation: "BatchImport*")).isEmpty)
        }
    }

    /// AWS says that it is busy, or says nothing: the message waits. It says no: it does not.
    @Test func whatAWSSaysIsForNowOrForGood() async throws {
        try await stage { stage in
            let channel = try stage.channel("{ type: eventbridge, bus: default }")
            for (effect, isForNow) in [
                (StandIn.Fault.Effect.denied, false), (.failed, true), (.cutAfter, true),
            ] {
                let calls = StandIn.Calls(service: "events", operation: "PutEvents")
                try await stage.standIn.set(faults: [.init(effect, calls)])
                let delivery = await channel.deliver(Samples.parcel(), to: nil)
                switch delivery {
                case .later: #expect(isForNow, "\(effect)")
                case .refused: #expect(!isForNow, "\(effect)")
                case .delivered: Issue.record("\(effect)")
                }
            }
        }
    }
}
