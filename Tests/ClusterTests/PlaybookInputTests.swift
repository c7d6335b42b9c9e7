import Cluster
import Document
import Foundation
import Guardrails
import Playbooks
import Rehearsal
import Testing

@testable import parapet

/// What is typed for a playbook's inputs, and what containing waits for; nothing of it needs a database.
@Suite struct PlaybookInputTests {
    private static func playbook(_ name: String) throws -> Playbook {
        let path = "\(Repository.folder)/ops/playbooks/\(name).yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try RuleTexts.File(file: "\(name).yaml", text: text).playbook()
    }

    @Test func whatIsTypedIsWhatTheRunIsGiven() throws {
        let playbook = try Self.playbook("waf-on-public-web")
        let words = ["--mode=block", "--accounts", "a,b"]
        let given = try RunInputs(words, of: playbook).values
        #expect(given == ["mode": "block", "accounts": ["a", "b"]])
    }

    @Test(
        arguments: [
            (["--accounts", "a", "--accounts", "b"], "'--accounts' is given twice"),
            (["--mode", "count", "--mode=count"], "'--mode' is given twice"),
            (
                ["--mode", "blok"],
                "the input 'mode', for the step 'regional-acls': it is count or block"
            ),
            (["--mode"], "'--mode' needs a value"),
            (["--moed", "count"], "neither an option nor an input"),
        ]
    )
    func whatDoesNotFitIsRefusedBeforeAnythingIsDone(words: [String], said: String) throws {
        let playbook = try Self.playbook("waf-on-public-web")
        var failure: Failure?
        do { _ = try RunInputs(words, of: playbook) } catch { failure = error as? Failure }
        let text = failure?.description ?? ""
        #expect(text.hasPrefix("PAR-RUN-09") && text.contains(said), "\(text)")
    }

    @Test func groupsThatAreNowhereAreRefusedBeforeAnythingIsDone() throws {
        let playbook = try Self.playbook("imperva-on-public-web")
        let place = ["--origin-account", "222222222222", "--origin-region", "eu-west-1"]
        _ = try RunInputs(["--origin-groups", "sg-1"] + place, of: playbook)
        for missing in [place.prefix(2), place.suffix(2)] {
            let failure = #expect(throws: Failure.self) {
                try RunInputs(["--origin-groups", "sg-1"] + missing, of: playbook)
            }
            let text = failure?.description ?? ""
            #expect(text.hasPrefix("PAR-RUN-09 the input 'origin-groups' needs"), "\(text)")
        }
    }

    /// What is nice to have before an instance is isolated holds it up for a second, and no longer.
    @Test func isolatingWaitsASecondForWhatFails() throws {
        let playbook = try Self.playbook("incident-response-instance")
        let name = ResourceName(
            type: "ec2.instance",
            account: "111111111111",
            region: "us-east-1",
            id: "i-1"
        )
        var run = Run(
            id: "r-1",
            of: playbook,
            textDigest: "",
            target: Resource(name: name, document: [:]),
            account: Account(id: "111111111111", name: "shop", environment: "dev"),
            startedBy: "ann"
        )
        var events: [RunEvent] = [.begun]
        let latest = try #require(Timestamp("1970-01-01T00:00:02Z"))
        var (now, failed, isIsolating) = (Timestamp.epoch, [String: Int](), false)
        for _ in 0..<200 where !isIsolating {
            if events.isEmpty {
                now = try #require(Timestamp(seconds: now.seconds + 1))
                events = [.timePassed]
            }
            let (next, effects) = playbook.advance(run, events.removeFirst(), at: now)
            run = next
            for case .doStep(let work) in effects {
                isIsolating = isIsolating || work.type == "ec2.isolate-instance"
                failed[work.attempt.step, default: 0] += 1
                let failure = RunEvent.Outcome.failed("no", isFinal: false)
                events.append(.stepEnded(work.attempt, failure, changes: []))
            }
        }
        #expect(isIsolating && now <= latest, "at \(now.rfc3339)")
        for step in ["protect", "shorten", "keep"] { #expect(failed[step] == 2, "\(step)") }
    }
}
