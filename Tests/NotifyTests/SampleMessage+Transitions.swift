import Document
import Guardrails
import Notify
import Records

extension SampleMessage {
    static let opened = [
        item(
            .opened,
            1,
            actor: Item.Actor(
                name: "eva@example.com",
                call: "ec2:AuthorizeSecurityGroupIngress",
                at: at("2026-11-26T09:33:04Z")
            ),
            change: change(.planned)
        ),
        item(
            .reopened,
            2,
            flapping: Item.Flapping(count: 7, since: at("2026-11-26T08:10:00Z"))
        ),
        item(.opened, 3, change: change(.executing, 3)),
    ]

    private static func one(_ items: Item...) -> Matter { one(items) }

    private static func one(_ items: [Item], omitted: Int = 0) -> Matter {
        .transitions([Group(guardrail: ssh, account: dev, items: items, omitted: omitted)])
    }

    static let transitions: [SampleMessage] = [
        SampleMessage("opened-to-owner", one(opened), owner),
        SampleMessage("opened-to-many", one(opened), many),
        SampleMessage(
            "needs-approval",
            .transitions([Group(guardrail: bucket, account: prod, items: [publicBucket])]),
            owner
        ),
        SampleMessage(
            "lapses-soon",
            one(
                item(.lapsesSoon, 1, change: change(.awaitingApproval)),
                item(.needsApproval, 2, change: change(.awaitingApproval, 2))
            ),
            many
        ),
        SampleMessage(
            "changed",
            one(
                item(.made, 1, change: change(.done)),
                item(.undone, 2, change: change(.done, 2, undoes: "c-0123456789ab")),
                item(.made, 3, change: change(.noOp, 3, reason: "the rule is gone"))
            ),
            owner
        ),
        SampleMessage(
            "failed",
            one(
                item(.failed, 1, change: change(.failed, reason: "AccessDenied: not authorized")),
                item(.conflict, 2, change: change(.conflict, 2, reason: "the rule was changed")),
                item(.lapsed, 3, change: change(.lapsed, 3, reason: "nobody decided")),
                item(.refused, 4, change: change(.refused, 4, reason: "the bastion moves"))
            ),
            many
        ),
        SampleMessage("held-back", one(held), many),
        SampleMessage(
            "resolved",
            one(
                item(.resolved, 1, reason: "fixed"),
                item(.resolved, 2, reason: "gone"),
                item(.excepted, 3, reason: "exception e-0123456789")
            ),
            owner
        ),
        SampleMessage(
            "many",
            one(
                (1...9).map { item(.opened, $0) } + [item(.opened, 10), item(.opened, 11)],
                omitted: 99_981
            ),
            many
        ),
        SampleMessage(
            "several-guardrails",
            .transitions([
                Group(guardrail: bucket, account: prod, items: [publicBucket], stillOpen: 4),
                Group(guardrail: ssh, account: dev, items: [item(.opened)], stillOpen: 1),
            ]),
            many
        ),
    ]

    private static let held: [Item] = [
        item(.waits, 1, change: change(.proposed, waits: .limit)),
        item(.waits, 2, change: change(.proposed, 2, waits: .wave)),
        item(
            .waits,
            3,
            change: change(.proposed, 3, waits: .after, notBefore: "2026-12-03T09:33:05Z")
        ),
        item(.waits, 4, change: change(.proposed, 4, waits: .settle)),
        item(
            .waits,
            5,
            change: change(.proposed, 5, waits: .window, notBefore: "2026-11-27T07:00:00Z")
        ),
        item(.waits, 6, change: change(.stopped, 6)),
        item(.opened, 7, change: change(.proposed, 7)),
        item(.opened, 8, change: change(.approved, 8)),
        item(.opened, 9, change: change(.verifying, 9, waits: .stop)),
    ]

    static let digest = Digest(
        from: at("2026-11-25T07:00:00Z"),
        to: at("2026-11-26T07:00:00Z"),
        groups: [
            Group(
                guardrail: bucket,
                account: prod,
                items: [publicBucket],
                stillOpen: 4
            ),
            Group(
                guardrail: ssh,
                account: nil,
                items: [
                    elsewhere(item(.opened), dev), elsewhere(opened[1], prod),
                    elsewhere(item(.resolved, 3, reason: "fixed"), dev),
                ],
                omitted: 20,
                stillOpen: 1_037
            ),
        ],
        stillOpen: 1_041
    )

    private static func elsewhere(_ item: Item, _ account: AccountNote) -> Item {
        var item = item
        item.account = account
        return item
    }

    static let firstSweep = FirstSweep(
        account: prod,
        tallies: [
            FirstSweep.Tally(
                guardrail: ssh.name,
                title: ssh.title,
                severity: ssh.severity,
                open: 12
            ),
            FirstSweep.Tally(
                guardrail: bucket.name,
                title: bucket.title,
                severity: bucket.severity,
                open: 3
            ),
            FirstSweep.Tally(
                guardrail: "iam-unused-access-key",
                title: "An access key is not used",
                severity: .medium,
                open: 1_204
            ),
            FirstSweep.Tally(
                guardrail: "monitoring-configured",
                title: "Something that records or warns is missing",
                severity: .high,
                open: 0
            ),
        ]
    )

    static let exception = EndingException(
        id: "e-0123456789",
        guardrail: bucket,
        scope: [
            "account": "200000000013", "resource": "site-*",
            "tag": ["key": "team", "value": "web"],
        ],
        reason: "the public web site, until the new one is live",
        until: at("2026-12-01T00:00:00Z"),
        findings: 2
    )
}
