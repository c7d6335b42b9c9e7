import Document
import Foundation
import Platform
import Rehearsal

/// An estate with one group in each account, the queue of its events, and a clock beside both.
struct Stage: Sendable {
    private let estate: SyntheticEstate
    private let server: AnswerServer
    private let queue = MessageQueue(visibilitySeconds: 60)
    private let log: AnswerLog

    private static let region = "us-east-1"
    private static let revocation = "ec2.RevokeSecurityGroupIngress"
    /// After so long a rule counts as never revoked.
    private static let patience = Duration.seconds(30)

    init(accounts: Int, latencySeconds: Double) {
        let log = AnswerLog()
        estate = SyntheticEstate(accounts: accounts, regions: 1, units: 1)
        var conduct = AnswerServer.Conduct()
        conduct.latencySeconds = latencySeconds
        conduct.onAnswer = { operation, account in log.note(operation, account) }
        server = AnswerServer(estate, conduct: conduct)
        self.log = log
    }

    func stop() {
        queue.stop()
        server.stop()
    }

    var environment: JSON {
        var variables = server.environment
        variables["AWS_ENDPOINT_URL_SQS"] = queue.endpoint
        let environment = variables.sorted { $0.key < $1.key }
            .map { ($0.key, JSON.string($0.value)) }
        return [
            "environment": .object(Object(environment)), "queue": .string(queue.url),
            "region": .string(Self.region),
        ]
    }

    var state: JSON {
        [
            "sent": .int(Int64(queue.sent)), "visible": .int(Int64(queue.visible)),
            "in_flight": .int(Int64(queue.inFlight)), "deleted": .int(Int64(queue.deleted)),
            "revoked": .int(Int64(server.groups.revoked)),
        ]
    }

    /// One after another, each in another account.
    func latency(_ count: Int) -> JSON {
        var times: [JSON] = []
        for number in 0..<count {
            let account = estate.members[number % estate.members.count].id
            log.forget()
            let start = ContinuousClock.now
            send(account, number, by: "Developer/ada")
            while !isRevoked(account), start.duration(to: .now) < Self.patience { usleep(500) }
            guard isRevoked(account), let received = queue.lastReceipt else {
                times.append(["lost": .string(account)])
                continue
            }
            times.append(parts(of: account, start, received))
        }
        return .array(times)
    }

    /// Whether AWS has answered that it is.
    private func isRevoked(_ account: String) -> Bool {
        log.answers(of: account).contains { $0.operation == Self.revocation }
    }

    private func parts(
        of account: String,
        _ sent: ContinuousClock.Instant,
        _ received: ContinuousClock.Instant
    ) -> JSON {
        let answers = log.answers(of: account)
        let first = { (name: String) in answers.first { $0.operation == name }?.at }
        let looked = first("ec2.DescribeSecurityGroups") ?? received
        let revoked = first(Self.revocation) ?? .now
        // The last of the look's reads comes before the first that a change makes.
        let planned = first("ec2.DescribeSecurityGroupRules") ?? revoked
        let marks: [(String, ContinuousClock.Instant, ContinuousClock.Instant)] = [
            ("sent to received", sent, received), ("received to read again", received, looked),
            ("read again to planned", looked, planned), ("planned to revoked", planned, revoked),
            ("received to revoked", received, revoked),
        ]
        let calls = answers.filter { $0.at <= revoked }.map { JSON.string($0.operation) }
        let times = marks.map { ($0.0, JSON.double($0.1.duration(to: $0.2) / .milliseconds(1))) }
        return ["times": .object(Object(times)), "calls": .array(calls)]
    }

    /// Of somebody whom no guardrail watches: each costs a look, and no change.
    func flood(perSecond rate: Int, seconds: Int) -> JSON {
        let start = ContinuousClock.now
        for tick in 0..<(seconds * 10) {
            let events = (0..<(rate / 10)).map { number -> String in
                let serial = tick * (rate / 10) + number
                let account = estate.members[serial % estate.members.count].id
                return event(account, "flood-\(serial)", "sgr-0", by: "deploy-pipeline/build")
            }
            queue.send(events)
            let due = start + .milliseconds(100 * (tick + 1))
            while ContinuousClock.now < due { usleep(2_000) }
        }
        return ["sent": .int(Int64(queue.sent))]
    }

    private func send(_ account: String, _ number: Int, by actor: String) {
        let rule = server.groups.open(account, Self.region, port: 8080)
        queue.send([event(account, "one-\(number)", rule, by: actor)])
    }

    private func event(
        _ account: String,
        _ id: String,
        _ rule: String,
        by actor: String
    ) -> String {
        SyntheticEvent.ingressAdded(
            id,
            account: account,
            region: Self.region,
            port: 8080,
            rule: rule,
            actor: "arn:aws:sts::\(account):assumed-role/\(actor)",
            at: .now()
        ).text
    }
}
