import Document
import Foundation
import Guardrails
import Platform
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// A name is led to a firewall outside AWS by the playbook that ships, against stand-ins of AWS, of the
/// provider, of a DNS server and of the site behind TLS; and back, document by document.
@Suite(.enabled(if: StandIn.python != nil))
struct FirewallPlaybookTests {
    private static let name = "www.guarded.example"

    /// The estate with one name, and what the run is given there.
    private struct Stage {
        let standIn: StandIn
        let imperva: ImpervaServer
        let sessions: Sessions
        let zone: String
        let group: String
        let outside: StepOutside
        let names: LoopbackNames
        let port: Int64
        let roles = ActionStage.roles(remediate: ActionStage.roleForChanges)

        /// All that the run may change, as it is.
        func documents() async throws -> [String] {
            let reader = try await sessions.reader(in: ResponseScene.account, roles: roles)
            let records = await reader.list(
                "route53",
                "ListResourceRecordSets",
                DocumentPath("ResourceRecordSets"),
                region: "us-east-1",
                ["HostedZoneId": .string(zone.split(separator: "/").last.map(String.init) ?? "")],
                ofOne: true
            )
            #expect(records.gap == nil && records.items.count > 3)
            let filter: JSON = ["Name": "group-id", "Values": [.string(group)]]
            let rules = await reader.list(
                "ec2",
                "DescribeSecurityGroupRules",
                DocumentPath("SecurityGroupRules"),
                region: ResponseScene.region,
                ["Filters": [filter]],
                ofOne: true
            )
            let kept = rules.items.map { IngressRule.kept($0).withoutAssignedIDs }
            let all = records.items + kept + (try await imperva.sites())
            return all.map(\.canonicalText).sorted()
        }

        func run() throws -> PlayedRun {
            let file = "\(Repository.folder)/ops/playbooks/imperva-on-public-web.yaml"
            let playbook = try Playbook.load(
                yaml: try String(contentsOfFile: file, encoding: .utf8),
                file: file,
                catalogue: .aws,
                steps: .aws
            )
            let id = "\(zone)/\(name)./A"
            let target = ResourceName(
                type: "route53.record",
                account: ResponseScene.account,
                region: Scope.global,
                id: id,
                name: "\(name)."
            )
            let run = Run(
                id: "r-1",
                of: playbook,
                textDigest: "",
                target: Resource(name: target, document: ["zone": .string(zone)]),
                inputs: [
                    "resolver": .string(names.address), "origin-groups": [.string(group)],
                    "origin-account": .string(ResponseScene.account),
                    "origin-region": .string(ResponseScene.region),
                ],
                startedBy: "rita"
            )
            let port = port
            return PlayedRun(
                playbook,
                run,
                sessions: sessions,
                roles: roles,
                providers: imperva.providers,
                outside: outside
            ) { step, inputs in
                guard step == "probe" else { return inputs }
                // The provider's name leads nowhere here.
                var inputs = inputs
                (inputs["address"], inputs["port"]) = ("127.0.0.1", .int(port))
                return inputs
            }
        }
    }

    private func with(_ body: (Stage) async throws -> Void) async throws {
        let led: JSON = ["\(Self.name). CNAME": ["s1001.x.impervadns.net."]]
        try await ImpervaServer.with { imperva in
            try await LoopbackNames.with(led) { names in
                try await TLSStandIn.with(host: Self.name) { site in
                    try await StandIn.with { standIn in
                        try await body(try await stage(standIn, imperva, names, site))
                    }
                }
            }
        }
    }

    private func stage(
        _ standIn: StandIn,
        _ imperva: ImpervaServer,
        _ names: LoopbackNames,
        _ site: TLSStandIn
    ) async throws -> Stage {
        let client = Client(endpoints: Endpoints(environment: standIn.environment))
        let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
        try await standIn.plantRoleForChanges()
        let planted = try await standIn.plant([Self.estate])[0]
        var configuration = HTTPClient.Configuration()
        configuration.trust = .file(site.certificate)
        return Stage(
            standIn: standIn,
            imperva: imperva,
            sessions: Sessions(client: client, caller: caller),
            zone: planted["zone"]?.string ?? "",
            group: planted["group"]?.string ?? "",
            outside: StepOutside(
                providers: imperva.providers,
                web: HTTPClient(configuration: configuration),
                addresses: .internet(networks: [try #require(Network("127.0.0.0/8"))])
            ),
            names: names,
            port: site.port
        )
    }

    private static let estate = ResponseScene(
        "dns.swap-records",
        """
        \(ResponseScene.zones)
        vpc, _ = network()
        inputs = {"zone": zone("guarded.example",
                               record("www.guarded.example.", "A", "192.0.2.1"),
                               record("www.guarded.example.", "AAAA", "2001:db8::1"),
                               record("guarded.example.", "TXT", '"v=spf1 -all"'),
                               record("mail.guarded.example.", "A", "192.0.2.2")),
                  "group": group(vpc, "guarded", world(80), world(443), world(22))}
        """
    )

    @Test func aNameIsLedToTheFirewallAndBackDocumentByDocument() async throws {
        try await with { stage in
            let before = try await stage.documents()
            // The site is added, and nobody hears of it.
            try await stage.imperva.set(faults: ("sites/add", "lost", 1))
            // The record that shows whose the name is has to be asked for first.
            try await stage.imperva.set(["certificate": 3])
            var played = try stage.run()
            try await played.play(.begun)
            #expect(played.run.status == .done, "\(played.run.steps.compactMap(\.reason))")
            #expect(try await stage.imperva.sites().count == 1)
            let after = try await stage.documents()
            let led = #"{"Value":"s1001.x.impervadns.net"}"#
            #expect(after.contains { $0.contains(Self.name) && $0.contains(led) })
            #expect(!after.contains { $0.contains("192.0.2.1\"") })
            #expect(played.steps.contains("validation"))
            let code = #"{"Value":"\"globalsign-domain-verification=s1001\""}"#
            #expect(after.contains { $0.contains(code) && $0.contains("v=spf1") })
            let swap = played.run[step: "swap"]?.tasks.first?.outputs
            #expect(swap?["changes"]?.texts.count == 1, "\(String(describing: swap))")
            let origin = played.run[step: "origin"]?.tasks.first?.outputs
            #expect(origin?["closed"]?.array?.count == 2)
            try await played.play(.undoAsked(by: "rita", round: played.run.round))
            #expect(played.run.status == .undone)
            #expect(try await stage.documents() == before)
        }
    }

    @Test func aCertificateThatIsNeverValidatedStopsItBeforeTheSwap() async throws {
        try await with { stage in
            let before = try await stage.documents()
            try await stage.imperva.set(["certificate": "never"])
            var played = try stage.run()
            try await played.play(.begun)
            #expect(played.run.status == .failed)
            let certificate = played.run[step: "certificate"]
            #expect(certificate?.reason?.contains("longer than 86400 s") == true)
            #expect(!played.steps.contains("swap") && !played.steps.contains("origin"))
            #expect(try await stage.documents().contains { $0.contains("192.0.2.1\"") })
            try await played.play(.undoAsked(by: "rita", round: played.run.round))
            #expect(try await stage.documents() == before)
        }
    }

    /// Whoever may not change the zone adds no site either.
    @Test func aZoneOutOfReachIsSaidAndNothingIsChangedAnywhere() async throws {
        try await with { stage in
            let before = try await stage.documents()
            try await stage.standIn.set(rules: [
                ["effect": "deny", "service": "route53", "operation": "ChangeResourceRecordSets"]
            ])
            var played = try stage.run()
            try await played.play(.begun)
            #expect(played.run.status == .failed && played.steps == ["lower"])
            #expect(played.run[step: "lower"]?.reason?.contains("AccessDenied") == true)
            #expect(try await stage.imperva.calls() == [])
            #expect(try await stage.documents() == before)
        }
    }
}
