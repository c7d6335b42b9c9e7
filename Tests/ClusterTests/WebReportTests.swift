import Document
import Testing

@testable import parapet

/// What people read of a run that looked for public web servers.
@Suite struct WebReportTests {
    private static func step(_ name: String, _ outputs: JSON) -> JSON {
        [
            "name": .string(name), "status": "done", "reason": .null,
            "tasks": [["has_item": false, "outputs": outputs, "changes": [], "undone_by": []]],
        ]
    }

    private static func report(_ steps: JSON...) throws -> RunReport {
        var row = IncidentScene.row.object ?? Object()
        row["playbook"] = "waf-on-public-web"
        row["text"] = ""
        row["state"] = ["steps": .array(steps)]
        return try RunReport(.object(row))
    }

    private static let place: Object = ["account": "222222222222", "region": "eu-west-1"]

    private static func server(_ id: String, _ kind: String, _ more: Object = [:]) -> JSON {
        var members = place
        (members["id"], members["kind"]) = (.string(id), .string(kind))
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    @Test func serversAreToldWithTheirNamesAndWhatStandsBeforeThem() throws {
        let name: JSON = [
            "name": "www.example.com", "server": "i-1", "server_account": "222222222222",
            "server_region": "eu-west-1",
        ]
        let report = try Self.report(
            Self.step("find", ["servers": [Self.server("i-1", "instance")], "uncollected": []]),
            Self.step("names", ["names": [name]]),
            Self.step(
                "protection",
                [
                    "others": [Self.server("i-1", "instance", ["names": [name]])],
                    "balancers": [], "distributions": [],
                    "guarded": [
                        Self.server("lb-1", "application", ["by": "wafv2", "what": "acl-1"])
                    ],
                    "unknown": [Self.server("lb-2", "application", ["why": "web ACLs: denied"])],
                ]
            )
        )
        let section = report.web
        #expect(section.weight == .high)
        #expect(section.lines.first == "Nothing stands before 1 of 3")
        #expect(
            section.lines.last
                == "www.example.com may be led to a firewall outside AWS: parapet playbook run"
                + " imperva-on-public-web --target www.example.com"
        )
        #expect(section.table?.rows.map { $0[0] } == ["i-1", "lb-2", "lb-1"])
        #expect(
            section.table?.rows.map { $0[5] } == [
                "nothing; AWS WAF cannot guard it", "web ACLs: denied", "wafv2: acl-1",
            ]
        )
        #expect(section.table?.rows.first?[4] == "www.example.com")
        #expect(report.sections.map(\.title).contains("Public web servers"))
    }

    /// "None" is said of what was looked at, and what nobody looked at comes first.
    @Test func whatNoSweepCollectedIsSaidBeforeWhatWasNotFound() throws {
        let report = try Self.report(
            Self.step("find", ["servers": [], "uncollected": ["elb.load-balancer"]]),
            Self.step("names", ["names": [], "uncollected": ["elb.load-balancer"]])
        )
        let first = try #require(report.sections.first)
        #expect(first.title == "What has to be done" && first.weight == .high)
        #expect(first.lines.count == 1 && first.lines[0].contains("collected elb.load-balancer"))
        #expect(report.web.lines == ["None was found among what sweeps have collected"])
    }

    @Test func aRunAboutSomethingElseHasNoSuchSection() throws {
        #expect(try RunReport(IncidentScene.row).web.isEmpty)
    }
}
