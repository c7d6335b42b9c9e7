import AWS
import Guardrails
import Store
import Testing

@testable import Cluster

/// What becomes of a job whose reads did not all answer.
struct EndingTests {
    private enum End: Equatable { case done(isUnread: Bool), unread, retry(Ending.Cause), snooze }

    private func end(_ ending: Ending) -> End? {
        switch ending {
        case .done(let effects): .done(isUnread: effects.isUnread)
        case .unread(let effects, _): effects.isUnread ? .unread : nil
        case .retry(let cause, _): .retry(cause)
        case .snooze: .snooze
        case .giveUp: nil
        }
    }

    private func gap(_ reason: Gap.Reason, _ prospect: Gap.Prospect? = nil) -> Gap {
        Gap(reason: reason, permission: "ec2:DescribeInstances", prospect: prospect)
    }

    /// One passing gap among others decides; what AWS throttled was waited for already.
    @Test func whatPassesIsReadAgain() {
        let cases: [([Gap], End)] = [
            ([], .done(isUnread: false)), ([gap(.denied)], .done(isUnread: false)),
            ([gap(.failed), gap(.unavailable)], .done(isUnread: false)),
            ([gap(.throttled), gap(.denied)], .done(isUnread: true)),
            ([gap(.denied), gap(.failed, .passing)], .unread),
            ([gap(.throttled), gap(.failed, .passing)], .unread),
        ]
        for (gaps, expected) in cases {
            let coverage = Coverage(
                type: "ec2.instance",
                attribute: nil,
                permission: "ec2:DescribeInstances",
                gaps: Dictionary(gaps.map { ($0, 1) }, uniquingKeysWith: +)
            )
            #expect(end(Ending(Effects(), reading: [coverage])) == expected, "\(gaps)")
        }
    }

    @Test func aRoleThatCouldNotBeAskedCostsNoFailure() {
        let cases: [(CredentialFailure, End)] = [
            (CredentialFailure(.failed, "m", hint: "h"), .retry(.failure)),
            (CredentialFailure(.failed, "m", hint: "h", isPassing: true), .retry(.unanswered)),
            (CredentialFailure(.throttled, "m", hint: "h"), .retry(.throttle)),
            (CredentialFailure(.refused, "m", hint: "h"), .retry(.failure)),
            // Another worker's, whose keys and clock are right.
            (CredentialFailure(.clock, "m", hint: "h"), .snooze),
            (CredentialFailure(.wrongKeys, "m", hint: "h"), .snooze),
        ]
        for (failure, expected) in cases { #expect(end(Ending(failure)) == expected, "\(failure)") }
        #expect(end(Ending(gap(.failed, .passing))) == .retry(.unanswered))
        #expect(end(Ending(gap(.failed))) == .retry(.failure))
    }
}
