import Document
import Guardrails
import Platform
import Testing

@testable import AWS

/// Names are led elsewhere in one batch that holds only from what was read, and back in another.
struct RecordSetsTests {
    private static let planner = ActionPlanner(own: OwnPrincipals(), region: "eu-central-1")

    private func request(_ parameters: Object) -> ActionRequest {
        let name = ResourceName(
            type: "route53.hosted-zone",
            account: "222222222222",
            region: Scope.global,
            id: "/hostedzone/Z1"
        )
        return ActionRequest(
            target: Resource(name: name, document: [:]),
            region: Scope.global,
            parameters: parameters
        )
    }

    private func swap(_ name: String = "www.example.com", type: String = "CNAME") -> ActionRequest {
        request([
            "name": .string(name), "type": .string(type), "ttl": 60, "values": ["x.impervadns.net"],
        ])
    }

    private func image(
        _ request: ActionRequest,
        _ sets: [JSON],
        isCut: Bool = false
    ) throws -> JSON {
        let action = try #require(Action.named("dns.swap-records"))
        let context = ActionContext(request: request, partition: .aws, own: OwnPrincipals())
        let read: Object = [
            "zone": ["HostedZone": ["Name": "example.com."]],
            "sets": ["ResourceRecordSets": .array(sets), "IsTruncated": .bool(isCut)],
        ]
        return action.image(context, read)
    }

    private static func set(
        _ value: String,
        name: String = "www.example.com.",
        type: String = "A",
        ttl: Int64 = 3600,
        _ more: Object = [:]
    ) -> JSON {
        var members: Object = [
            "Name": .string(name), "Type": .string(type), "TTL": .int(ttl),
            "ResourceRecords": [["Value": .string(value)]],
        ]
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    private func changes(_ call: ActionCall?) -> [JSON] {
        call?.input["ChangeBatch"]?["Changes"]?.array ?? []
    }

    private static let weighted = [
        set("192.0.2.1", ["SetIdentifier": "a", "Weight": 1]),
        set("192.0.2.2", ["SetIdentifier": "b", "Weight": 9]),
        set("2001:db8::1", type: "AAAA"),
    ]

    @Test func whatIsThereIsDeletedAsItIsAndTheNewIsCreatedInOneBatch() throws {
        let asked = swap()
        let before = try image(asked, Self.weighted + [Self.set("x", name: "zzz.example.com.")])
        let plan = Self.planner.plan(
            asked,
            by: "dns.swap-records",
            partition: .aws,
            image: before
        )
        guard case .calls(let calls, let after) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(calls.count == 1 && calls.first?.input["HostedZoneId"] == "Z1")
        let made = changes(calls.first)
        #expect(made.map { $0["Action"] } == ["DELETE", "DELETE", "DELETE", "CREATE"])
        #expect(made.prefix(3).compactMap { $0["ResourceRecordSet"] } == Self.weighted)
        let back = Self.planner.undo(
            asked,
            by: "dns.swap-records",
            partition: .aws,
            before: before,
            after: after
        )
        #expect(
            changes(back.first).map { $0["Action"] } == ["DELETE", "CREATE", "CREATE", "CREATE"]
        )
        #expect(
            changes(back.first).dropFirst().compactMap { $0["ResourceRecordSet"] } == Self.weighted
        )
        let again = Self.planner.plan(asked, by: "dns.swap-records", partition: .aws, image: after)
        #expect(again == .alreadyRight)
    }

    @Test(arguments: [
        ("www.example.com", [set("a", type: "TXT"), set("192.0.2.1")], false, "beside TXT"),
        ("example.com", [set("192.0.2.1", name: "example.com.")], false, "the zone's own name"),
        ("www.example.com", [set("192.0.2.1", name: "xyz.example.com.")], false, "has no address"),
        ("www.example.com", [set("192.0.2.1")], true, "not all records"),
    ])
    func whatRoute53OrReasonForbidsIsRefused(
        name: String,
        sets: [JSON],
        isCut: Bool,
        why: String
    ) throws {
        let asked = swap(name)
        let plan = Self.planner.plan(
            asked,
            by: "dns.swap-records",
            partition: .aws,
            image: try image(asked, sets, isCut: isCut)
        )
        guard case .refused(let text) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(text.contains(why), "\(text)")
    }

    @Test func anAddressMayStandForTheZoneItself() throws {
        let asked = swap("example.com", type: "A")
        let sets = [
            Self.set("192.0.2.1", name: "example.com."),
            Self.set("m", name: "example.com.", type: "MX"),
        ]
        let plan = Self.planner.plan(
            asked,
            by: "dns.swap-records",
            partition: .aws,
            image: try image(asked, sets)
        )
        guard case .calls = plan else {
            Issue.record("\(plan)")
            return
        }
    }

    @Test func timesAreSetOfAllThatHasOne() throws {
        let alias: JSON = [
            "Name": "www.example.com.", "Type": "AAAA",
            "AliasTarget": ["DNSName": "d1.cloudfront.net."],
        ]
        let asked = request(["name": "WWW.example.com.", "ttl": 60])
        let before = try image(asked, [Self.set("192.0.2.1"), alias])
        let plan = Self.planner.plan(asked, by: "dns.set-ttl", partition: .aws, image: before)
        guard case .calls(let calls, let after) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(
            changes(calls.first) == [
                ["Action": "DELETE", "ResourceRecordSet": Self.set("192.0.2.1")],
                ["Action": "CREATE", "ResourceRecordSet": Self.set("192.0.2.1", ttl: 60)],
            ]
        )
        let back = Self.planner.undo(
            asked,
            by: "dns.set-ttl",
            partition: .aws,
            before: before,
            after: after
        )
        #expect(changes(back.first).last?["ResourceRecordSet"] == Self.set("192.0.2.1"))
    }

    /// A run relies on what another did to the same name, and not to its neighbour.
    @Test(arguments: ["dns.add-record", "dns.set-ttl", "dns.swap-records"])
    func aChangeIsAboutAName(step: String) async throws {
        let parts = { (names: [String]) in
            var found: [ActionRequest] = []
            for name in names {
                found += try await self.requests(
                    step,
                    ["zone": "Z1", "name": .string(name), "values": ["x"], "ttl": 60]
                )
            }
            #expect(Set(found.map(\.target.name.id)) == ["/hostedzone/Z1"])
            return Set(found.map(\.part))
        }
        #expect(
            try await parts(["www.example.com", "WWW.example.com.", "*.example.com"])
                == ["www.example.com.", #"\052.example.com."#]
        )
    }

    /// What a run makes for itself, or does for one account, is nothing that another relies on.
    @Test(
        arguments: [
            ("ec2.launch-forensic-instance", ["subnet": "subnet-1", "image": "ami-1"]),
            ("ec2.create-working-volumes", ["snapshots": ["snap-1"], "zone": "a"]),
        ] as [(String, Object)]
    )
    func whatARunMakesIsItsOwn(step: String, inputs: Object) async throws {
        let one = try await requests(step, inputs, key: "r-1.s.0")
        let other = try await requests(step, inputs, key: "r-2.s.0")
        #expect(one.map(\.target.name) == other.map(\.target.name))
        #expect(one.map(\.part) == ["r-1.s.0"] && other.map(\.part) == ["r-2.s.0"])
    }

    @Test func aSnapshotIsSharedWithEachAccountByItself() async throws {
        for account in ["111111111111", "222222222222"] {
            let inputs: Object = ["snapshot": "snap-1", "with": .string(account)]
            #expect(try await requests("ec2.share-snapshot", inputs).map(\.part) == [account])
        }
    }

    private func requests(
        _ step: String,
        _ inputs: Object,
        key: String = "r-1.s.0"
    ) async throws -> [ActionRequest] {
        guard case .response(let response) = try #require(Step.named(step)).performance else {
            return []
        }
        let context = StepContext(
            inputs: inputs,
            inventory: WebEstate(),
            run: StepRun(id: "r-1", key: key)
        )
        guard case .found(let found) = await response.targets(context) else { return [] }
        return found
    }

    @Test(arguments: [(true, 2), (false, 60)] as [(Bool, Int64)])
    func aShorterTimeStaysWhereTimesAreOnlyToBeLower(isLowering: Bool, after: Int64) throws {
        let asked = request(["name": "www.example.com.", "ttl": 60, "lower": .bool(isLowering)])
        let sets = [
            Self.set("192.0.2.1", ttl: 2), Self.set("2001:db8::1", type: "AAAA", ttl: 3600),
        ]
        let before = try image(asked, sets)
        let plan = Self.planner.plan(asked, by: "dns.set-ttl", partition: .aws, image: before)
        guard case .calls(_, let found) = plan else {
            Issue.record("\(plan)")
            return
        }
        #expect(found["records"]?.array?.map { $0["TTL"]?.int } == [after, 60])
    }

    @Test func theOldTimeIsWaitedForAndNoWorkerWaits() throws {
        let now = try #require(Timestamp("2026-11-26T12:00:00Z"))
        #expect(Step.awaiting("2026-11-26T12:00:30Z", now: now) == .later(seconds: 30))
        #expect(Step.awaiting("2026-11-26T12:00:00Z", now: now) == .done([:]))
        #expect(
            Step.awaiting("soon", now: now) == .failed("nobody knows until when", isFinal: true)
        )
    }

    @Test func aNameIsSeenWhenAServerAnswersWithTheNewAlone() throws {
        let question = try #require(NameQuestion("www.example.com", .aaaa))
        let answer = { (value: String) in
            NameQuestion.Answer(name: "www.example.com", kind: .aaaa, value: value)
        }
        let new = answer("2001:db8:0:0:0:0:0:1")
        let seen = Step.seen(.answers([new]), of: question, wanted: ["2001:DB8::1"])
        #expect(seen == .done(["values": ["2001:db8:0:0:0:0:0:1"]]))
        for answers in [
            [], [answer("2001:db8:0:0:0:0:0:2")], [new, answer("2001:db8:0:0:0:0:0:2")],
        ] {
            let old = Step.seen(.answers(answers), of: question, wanted: ["2001:db8::1"])
            #expect(old == .later(seconds: 15))
        }
        let silent = Step.seen(.failed("silent"), of: question, wanted: ["2001:db8::1"])
        #expect(silent == .failed("silent", isFinal: false))
    }
}
