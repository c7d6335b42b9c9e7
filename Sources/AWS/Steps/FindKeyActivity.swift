import Document
import Guardrails
import Playbooks

extension Step {
    /// Sources: IAM API Reference, "GetAccessKeyLastUsed"; AWS CloudTrail API Reference, "LookupEvents";
    /// IAM User Guide, "Disabling permissions for temporary security credentials".
    static let findKeyActivity = Step(
        StepType(
            "iam.find-key-activity",
            title: "Whose an access key is, from where it was used, and what was done with it",
            kind: .analyse,
            site: .account,
            inputs: [
                .init("key", .text, required: true, "the access key's id"),
                .init("regions", .list(.text), standard: [], "where to look; none: everywhere"),
                .init("days", .int, standard: 90, "how far back; CloudTrail keeps 90") { days in
                    (1...90).contains(days.int ?? 0) ? nil : "it is from 1 to 90"
                },
            ],
            outputs: [
                .init("user", .text, "the user that it belongs to"),
                .init("status", .text, "Active or Inactive"),
                .init("created", .timestamp, "when it was made"),
                .init("last_used", .any, "time, service and region of the last use that IAM knows"),
                .init("other_keys", .list(.any), "the user's others: id, status, created"),
                .init("addresses", .list(.any), "from where: address, first, last, events, agents"),
                .init(
                    "actions",
                    .list(.any),
                    "what was called: service, operation, region, changes, times, failed, first, last"
                ),
                .init("made", .list(.any), "what it made: operation, region, time, by, things"),
                .init("assumed", .list(.any), "roles taken on: role, arn, account, session, time"),
                .init("roles", .list(.text), "the names of those in its own account"),
                .init("sessions", .list(.text), "the temporary keys that were made with it"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "cloudtrail:LookupEvents", "ec2:DescribeRegions", "iam:GetAccessKeyLastUsed",
                "iam:ListAccessKeys",
            ],
            // Two requests a second in each region, for each of the keys.
            limits: StepType.Limits(timeoutSeconds: 3600)
        )
    ) { context in
        await context.reading { await KeyInquiry(context, $0).answer() }
    }
}

/// What AWS is asked about a key.
private struct KeyInquiry {
    let context: StepContext
    let reader: Reader
    let key: String

    /// A key may have made any number of sessions, and those others.
    private static let mostKeys = 20

    init(_ context: StepContext, _ reader: Reader) {
        self.context = context
        self.reader = reader
        key = context.text("key")
    }

    private var region: String { reader.partition.mainRegion }

    func answer() async -> StepAnswer {
        let read = await reader.read(
            "iam",
            "GetAccessKeyLastUsed",
            region: region,
            ["AccessKeyId": .string(key)]
        )
        let used: Object
        switch read {
        case .complete(let document): used = document
        // AWS says so of a key that it does not know, too.
        case .gap(let gap): return .unread(gap)
        case .absent, .gone: return .failed("there is no access key \(key)", isFinal: true)
        }
        guard let user = used["UserName"]?.string, !user.isEmpty else {
            return .failed("AWS does not say whose the access key \(key) is", isFinal: true)
        }
        let keys = await reader.list(
            "iam",
            "ListAccessKeys",
            DocumentPath("AccessKeyMetadata"),
            region: region,
            ["UserName": .string(user)],
            ofOne: true
        )
        if let gap = keys.gap { return .unread(gap) }
        let regions: [String]
        switch await wantedRegions() {
        case .success(let found): regions = found
        case .failure(let gap): return .unread(gap)
        }
        let (history, sessions, isWhole) = await followed(in: regions)
        var outputs = described(history, sessions, isWhole, regions)
        outputs["user"] = .string(user)
        outputs["last_used"] = used["AccessKeyLastUsed"].map(Self.use)
        let own = keys.items.first { $0["AccessKeyId"]?.string == key }
        outputs["status"] = own?["Status"]
        outputs["created"] = own?["CreateDate"]
        outputs["other_keys"] = .array(
            keys.items.filter { $0["AccessKeyId"]?.string != key }.map {
                [
                    "id": $0["AccessKeyId"] ?? .null, "status": $0["Status"] ?? .null,
                    "created": $0["CreateDate"] ?? .null,
                ]
            }
        )
        return .done(outputs)
    }

    private func wantedRegions() async -> Result<[String], Gap> {
        let named = context.texts("regions")
        guard named.isEmpty else { return .success(named) }
        return await reader.enabledRegions(askedIn: region)
    }

    /// The events of the key, and of the temporary keys that were made with it.
    private func followed(in regions: [String]) async -> (TrailLookup, [String], Bool) {
        var history = TrailLookup()
        var waiting = [key]
        var asked: [String] = []
        while let next = waiting.first, asked.count < Self.mostKeys {
            waiting.removeFirst()
            asked.append(next)
            let days = context.inputs["days"]?.int ?? 90
            let found = await TrailLookup("AccessKeyId", next, in: regions, .days(days), reader)
            history.add(found)
            for session in KeyActivity.sessions(in: found.events)
            where !asked.contains(session) && !waiting.contains(session) {
                waiting.append(session)
            }
        }
        return (history, asked.filter { $0 != key } + waiting, waiting.isEmpty)
    }

    private func described(
        _ history: TrailLookup,
        _ sessions: [String],
        _ isWhole: Bool,
        _ regions: [String]
    ) -> Object {
        let activity = KeyActivity(events: history.events, account: reader.account)
        var notes = history.notes + Self.limits
        if !isWhole {
            notes.append("only the first \(Self.mostKeys - 1) of its sessions are looked into")
        }
        if !context.texts("regions").isEmpty {
            notes.append("looked into \(regions.joined(separator: ", ")) alone")
        }
        if activity.assumed.contains(where: { $0["account"]?.string != reader.account }) {
            notes.append("what its sessions did in other accounts is in the history of those")
        }
        return [
            "addresses": .array(activity.addresses), "actions": .array(activity.actions),
            "made": .array(activity.made), "assumed": .array(activity.assumed),
            "roles": .list(activity.roles), "sessions": .list(sessions),
            "notes": .list(notes),
        ]
    }

    /// What holds of every key.
    private static let limits = [
        "the event history has management events of 90 days: objects that were read, messages and "
            + "the like are data events, which only a trail keeps",
        "an inactive key does not end sessions that were made with it: those of the user "
            + "(GetSessionToken, GetFederationToken) cannot be revoked, and have what the user may; "
            + "a policy that denies the user everything denies it to them too",
        "sessions of roles that it took on go on until the roles' older sessions are revoked",
        "sessions of IAM Identity Center are no sessions of this user: they are revoked there",
    ]

    private static func use(_ used: JSON) -> JSON {
        [
            "time": used["LastUsedDate"] ?? .null, "service": used["ServiceName"] ?? .null,
            "region": used["Region"] ?? .null,
        ]
    }
}
