import Document
import Guardrails

/// What is wrong with the way of events, in one line for people.
public struct EventPathFault: Sendable, Hashable, CustomStringConvertible {
    public let code: String
    public let text: String
    public let hint: String

    public var description: String { "\(code) \(text) | hint: \(hint)" }

    /// Nothing is wrong for sure: it could not be looked at.
    public var isUnknown: Bool { code == Self.unread }

    static let unread = "PAR-EVT-39"

    init(_ code: String, _ text: String, hint: String) {
        self.code = code
        self.text = text
        self.hint = hint
    }

    private static let deploy = "deploy ops/iam/events.yaml: 'parapet permissions deploy'"

    static func unread(_ what: String, _ gap: Gap) -> EventPathFault {
        EventPathFault(
            unread,
            "\(what) could not be read: \(gap.said)",
            hint: "\(gap.permission.isEmpty ? "the role" : gap.permission) is what it takes"
        )
    }

    static func unread(_ what: String, _ spread: EventPathSpread, _ gap: Gap) -> EventPathFault {
        guard let account = spread.accounts.first, spread.accounts.count == 1 else {
            return cut(unread("\(what) \(spread.places), \(spread.names),", gap), spread)
        }
        let regions = account.regions.joined(separator: ", ")
        return unread("\(what) of account \(account.id) in \(regions)", gap)
    }

    static func unread(_ spread: EventPathSpread, _ why: String) -> EventPathFault {
        let count = spread.accounts.count
        let whom = count == 1 ? "account \(spread.names)" : "\(count) accounts, \(spread.names)"
        return cut(
            EventPathFault(
                unread,
                "nothing is known of \(whom): \(why)",
                hint: "'parapet accounts' shows which roles refuse"
            ),
            spread
        )
    }

    /// Says how to see those that are not named.
    private static func cut(_ fault: EventPathFault, _ spread: EventPathSpread) -> EventPathFault {
        guard spread.isCut else { return fault }
        let all = "; 'parapet doctor events --all' names all"
        return EventPathFault(fault.code, fault.text, hint: fault.hint + all)
    }

    static let noAccounts = EventPathFault(
        unread,
        "no account is known yet, so that no rule was looked for",
        hint: "run 'parapet sweep --wait'"
    )

    static let noQueue = EventPathFault(
        "PAR-EVT-30",
        "no queue is named: sweeps alone see what changes",
        hint: "\(deploy), then events.queues in parapet.yaml"
    )

    static func noQueue(_ url: String, _ gap: Gap) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-31",
            "the queue \(url) does not answer: \(gap.said)",
            hint: "correct its url and region, or let Parapet's own identity read it: "
                + "'parapet permissions caller-policy'"
        )
    }

    static func noSender(_ url: String) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-32",
            "no rule of EventBridge may send to \(url), so that nothing comes",
            hint: deploy
        )
    }

    static func otherSenders(_ url: String, _ others: [String]) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-33",
            "not only the bus's rule may send to \(url): \(others.joined(separator: "; "))",
            hint: "take them out of its policy; a forged event costs a look, and no more"
        )
    }

    static func noDeadLetters(_ url: String) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-34",
            "\(url) has no dead-letter queue: what nobody can take comes again and again",
            hint: deploy
        )
    }

    static func deadLetters(_ arn: String, _ count: Int) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-35",
            "\(count) \(count == 1 ? "message lies" : "messages lie") in \(arn): nobody took them",
            hint: "look at one, mend what it says, then redrive or purge the queue"
        )
    }

    static func late(_ url: String, seconds: Int) -> EventPathFault {
        EventPathFault(
            "PAR-EVT-36",
            "the oldest message of \(url) waits for \(seconds / 60) minutes",
            hint: "start 'parapet feed', or one more of them"
        )
    }

    static func noRule(_ spread: EventPathSpread, _ what: String) -> EventPathFault {
        cut(EventPathFault("PAR-EVT-37", spread.text(what), hint: deploy), spread)
    }

    static func noTrail(_ spread: EventPathSpread) -> EventPathFault {
        cut(
            EventPathFault(
                "PAR-EVT-38",
                spread.text("no trail is logging"),
                hint:
                    "without one EventBridge may be told nothing: a trail of the organization will do"
            ),
            spread
        )
    }
}

extension Gap {
    /// With what AWS said.
    fileprivate var said: String { detail.isEmpty ? summary : "\(summary), \(detail)" }
}
