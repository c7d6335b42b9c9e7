import Document
import Guardrails
import Testing

@testable import AWS

/// What stands before a public server, and what nobody can tell.
struct FindProtectionTests {
    private static let balancer: JSON = [
        "kind": "application", "account": "222222222222", "region": "eu-west-1", "id": "arn:lb",
        "arn": "arn:lb",
    ]

    private static func distribution(_ acl: String = "") -> JSON {
        [
            "kind": "distribution", "account": "222222222222", "region": "global", "id": "E1",
            "aliases": ["www.example.com"], "web_acl": .string(acl),
        ]
    }

    private func find(
        _ servers: [JSON],
        names: [JSON] = [],
        _ plant: (inout WebEstate) -> Void = { _ in }
    ) async throws -> Object {
        var estate = WebEstate()
        plant(&estate)
        return try await estate.outputs(
            "waf.find-protection",
            ["servers": .array(servers), "names": .array(names)]
        )
    }

    private func ids(_ outputs: Object, _ list: String) -> [JSON?] {
        (outputs[list]?.array ?? []).map { $0["id"] }
    }

    @Test func aWebACLThatNamesTheLoadBalancerGuardsIt() async throws {
        let found = try await find([Self.balancer]) { estate in
            estate.add("wafv2.web-acl", "1", name: "wall", ["resources": ["arn:lb"]])
        }
        let guarded = found["guarded"]?.array?.first
        #expect(guarded?["by"] == "wafv2" && guarded?["what"] == "wall")
        #expect(found["balancers"] == [] && found["places"] == [])
    }

    @Test func aWebACLOfAnotherRegionOrForOthersGuardsNothing() async throws {
        let found = try await find([Self.balancer]) { estate in
            estate.add("wafv2.web-acl", "1", ["resources": ["arn:other"]])
            estate.add("wafv2.web-acl", "2", region: "us-east-1", ["resources": ["arn:lb"]])
        }
        #expect(ids(found, "balancers") == ["arn:lb"])
        #expect(found["places"] == [["account": "222222222222", "region": "eu-west-1"]])
    }

    /// A group whose rules nobody knows may let nobody in.
    @Test func whatTheInternetMayNotReachIsUnknown() async throws {
        let server: JSON = [
            "kind": "instance", "account": "222222222222", "region": "eu-west-1", "id": "i-1",
            "unknown": ["the rules of sg-1"],
        ]
        let found = try await find([server])
        #expect(ids(found, "unknown") == ["i-1"] && found["others"] == [])
        let why = found["unknown"]?.array?.first?["why"]?.string
        #expect(why == "whether the internet reaches it: the rules of sg-1")
    }

    @Test func webACLsThatNobodyReadAreNoAbsence() async throws {
        let denied = Gap(reason: .denied, permission: "wafv2:ListWebACLs")
        let unlisted = try await find([Self.balancer]) { estate in
            let place = KnownResources.place("wafv2.web-acl", "222222222222", "eu-west-1")
            estate.gaps[place] = denied
        }
        let unread = try await find([Self.balancer]) { estate in
            estate.add("wafv2.web-acl", "1", name: "wall", [:])
            estate.resources[0].unread["resources"] = denied
        }
        for found in [unlisted, unread] {
            #expect(ids(found, "unknown") == ["arn:lb"] && found["balancers"] == [])
        }
    }

    @Test func aDistributionIsGuardedByItsOwnWebACLOrByTheProviderOfItsNames() async throws {
        let own = try await find([Self.distribution("arn:acl")])
        #expect(own["guarded"]?.array?.first?["by"] == "wafv2")
        let bare = try await find([Self.distribution()])
        #expect(ids(bare, "distributions") == ["E1"] && bare["accounts"] == ["222222222222"])
        let provided = try await find([Self.distribution()]) { estate in
            estate.addRecord(
                "www.example.com.",
                type: "CNAME",
                ["TTL": 60, "ResourceRecords": [["Value": "x1.x.incapdns.net."]]]
            )
        }
        #expect(provided["guarded"]?.array?.first?["by"] == "Imperva")
        #expect(provided["outside"]?.array?.first?["name"] == "www.example.com")
    }

    @Test func aNameOfWhichAPartLeadsPastTheProviderGuardsNothing() async throws {
        let found = try await find([Self.distribution()]) { estate in
            for (set, value) in [("a", "x.impervadns.net"), ("b", "d1.cloudfront.net")] {
                estate.addRecord(
                    "www.example.com.",
                    type: "CNAME",
                    [
                        "TTL": 60, "SetIdentifier": .string(set), "Weight": 1,
                        "ResourceRecords": [["Value": .string(value)]],
                    ]
                )
            }
        }
        #expect(ids(found, "distributions") == ["E1"])
    }

    @Test func whatAWSCannotGuardIsToldWithItsNames() async throws {
        let instance: JSON = ["kind": "instance", "account": "2", "region": "r", "id": "i-1"]
        let name: JSON = [
            "name": "www.example.com", "server": "i-1", "server_account": "2",
            "server_region": "r",
        ]
        let elsewhere: JSON = [
            "name": "x", "server": "i-1", "server_account": "3", "server_region": "r",
        ]
        let found = try await find([instance], names: [name, elsewhere])
        #expect(found["others"]?.array?.first?["names"] == [name])
    }

    @Test(arguments: [
        ("x.impervadns.net", "Imperva"), ("45.60.1.2", "Imperva"), ("2a02:e980::1", "Imperva"),
        ("a.cdn.cloudflare.net", "Cloudflare"), ("104.16.0.1", "Cloudflare"),
        ("www.example.com.edgekey.net", "Akamai"), ("151.101.1.1", "Fastly"),
    ])
    func providersAreKnownBySuffixAndRange(target: String, name: String) {
        #expect(KnownProvider.owner(of: target)?.name == name)
    }

    @Test(arguments: ["notimpervadns.net", "impervadns.net.example.com", "192.0.2.1", "::1", ""])
    func othersAreNot(target: String) {
        #expect(KnownProvider.owner(of: target) == nil)
    }
}
