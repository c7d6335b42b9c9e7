import Document
import Guardrails
import Testing

@testable import AWS

/// The names that lead to servers, in the zones of any account.
struct FindNamesTests {
    private static let balancer: JSON = [
        "kind": "application", "account": "222222222222", "region": "eu-west-1", "id": "arn:lb",
        "dns": "Web-1.eu-west-1.elb.amazonaws.com",
    ]
    private static let instance: JSON = [
        "kind": "instance", "account": "222222222222", "region": "eu-west-1", "id": "i-1",
        "addresses": ["198.51.100.7", "2001:db8::7"],
        "dns": "ec2-198-51-100-7.compute.amazonaws.com",
    ]

    private func find(
        _ servers: [JSON] = [balancer, instance],
        _ plant: (inout WebEstate) -> Void
    ) async throws -> Object {
        var estate = WebEstate()
        plant(&estate)
        return try await estate.outputs("dns.find-names", ["servers": .array(servers)])
    }

    private func names(_ outputs: Object) -> [[String]] {
        (outputs["names"]?.array ?? []).map { name in
            [name["name"]?.string ?? "", name["server"]?.string ?? ""]
                + (name["via"]?.texts ?? [])
        }
    }

    private static func values(_ values: String...) -> Object {
        ["TTL": 300, "ResourceRecords": .array(values.map { ["Value": .string($0)] })]
    }

    @Test func everyKindOfRecordLeadsToItsServer() async throws {
        let found = try await find { estate in
            estate.addRecord(
                "alias.example.com.",
                [
                    "AliasTarget": [
                        "DNSName": "dualstack.web-1.eu-west-1.elb.amazonaws.com.",
                        "HostedZoneId": "Z32O12XQLNTSW2",
                    ]
                ]
            )
            estate.addRecord("four.example.com.", Self.values("198.51.100.7"))
            estate.addRecord("six.example.com.", type: "AAAA", Self.values("2001:db8::7"))
            estate.addRecord(
                "cname.example.com.",
                type: "CNAME",
                Self.values("web-1.eu-west-1.elb.amazonaws.com")
            )
            estate.addRecord("mail.example.com.", type: "MX", Self.values("10 cname.example.com"))
            estate.addRecord("other.example.com.", Self.values("203.0.113.9"))
        }
        #expect(
            names(found) == [
                ["alias.example.com", "arn:lb"], ["cname.example.com", "arn:lb"],
                ["four.example.com", "i-1"], ["six.example.com", "i-1"],
            ]
        )
        let alias = found["names"]?.array?.first
        #expect(alias?["alias"] == true && alias?["ttl"] == nil && alias?["zone"] == "Z1")
        #expect(alias?["account"] == "333333333333" && alias?["server_account"] == "222222222222")
        #expect(found["nameless"] == [])
    }

    @Test func namesThatLeadToNamesAreFollowedAndCirclesEnd() async throws {
        let found = try await find { estate in
            estate.addRecord("origin.example.com.", Self.values("198.51.100.7"))
            estate.addRecord("www.example.com.", type: "CNAME", Self.values("origin.example.com"))
            estate.addRecord(
                "shop.example.org.",
                type: "CNAME",
                zone: "Z2",
                Self.values("www.example.com.")
            )
            estate.addRecord("a.example.com.", type: "CNAME", Self.values("b.example.com"))
            estate.addRecord("b.example.com.", type: "CNAME", Self.values("a.example.com"))
        }
        #expect(
            names(found) == [
                ["origin.example.com", "i-1"],
                ["shop.example.org", "i-1", "www.example.com", "origin.example.com"],
                ["www.example.com", "i-1", "origin.example.com"],
            ]
        )
        #expect(found["nameless"] == ["arn:lb"])
    }

    @Test func setsOfOneNameAreToldApart() async throws {
        let found = try await find { estate in
            var weighted = Self.values("198.51.100.7")
            weighted["SetIdentifier"] = "blue"
            weighted["Weight"] = 10
            estate.addRecord("www.example.com.", weighted)
            var latency = Self.values("198.51.100.7")
            latency["SetIdentifier"] = "eu"
            latency["Region"] = "eu-west-1"
            estate.addRecord("fast.example.com.", latency)
        }
        let sets = (found["names"]?.array ?? []).map { name -> JSON in
            .array(["set", "policy", "ttl"].map { name[$0] ?? .null })
        }
        #expect(sets == [["eu", "latency", 300], ["blue", "weighted", 300]])
    }

    @Test func zonesThatOnlyVPCsSeeLeadNobodyThere() async throws {
        let found = try await find { estate in
            estate.addRecord("www.corp.", isPrivate: true, Self.values("198.51.100.7"))
        }
        #expect(names(found).isEmpty && found["nameless"] == ["arn:lb", "i-1"])
    }

    @Test func namesThatNoZoneHasAreSaid() async throws {
        let distribution: JSON = [
            "kind": "distribution", "account": "2", "region": "global", "id": "E1",
            "dns": "d1.cloudfront.net", "aliases": ["www.example.com", "other.example.net"],
        ]
        let found = try await find([distribution]) { estate in
            estate.addRecord("www.example.com.", type: "CNAME", Self.values("d1.cloudfront.net"))
        }
        #expect(found["elsewhere"] == ["other.example.net"])
    }

    @Test func whatIsNoServerIsRefused() async throws {
        let answer = try await WebEstate().perform("dns.find-names", ["servers": [["id": "i-1"]]])
        guard case .failed(_, isFinal: true) = answer else {
            Issue.record("\(answer)")
            return
        }
    }
}
