import Document
import Testing

@testable import Guardrails

/// Whom a notice finds.
@Suite struct NoticeRouteTests {
    private func route(
        _ word: String = "owner",
        kind: String = "finding",
        subject: String = "s",
        resource: [String: String] = [:],
        account: [String: String] = [:],
        name: String = "lab",
        contact: String? = nil,
        _ more: String = ""
    ) throws -> String {
        let route = try TellingPlannerTests.configuration(more).route(
            of: UntoldNotice(
                id: 1,
                at: .epoch,
                kind: kind,
                event: "opened",
                word: word,
                subject: subject,
                guardrail: "g",
                account: "111111111111",
                accountName: name,
                severity: .high,
                resourceTags: resource,
                accountTags: account,
                contact: contact
            )
        )
        return [
            route.channel ?? "nobody", route.address, route.isOwner ? "owner" : "",
            route.isUnowned ? "unowned" : "",
        ].filter { !$0.isEmpty }.joined(separator: " ")
    }

    @Test func theFirstThatNamesAnOwnerDecides() throws {
        let tag = ["owner": "slow"]
        #expect(try route("ops", resource: tag) == "ops")
        #expect(try route(resource: tag, account: ["owner": "ops"]) == "slow owner")
        #expect(try route(resource: ["owner": ""], account: ["owner": "ops"]) == "ops owner")
        #expect(try route(name: "shop-prod") == "slow owner")
        #expect(try route(resource: ["owner": "nobody knows"], name: "shop-prod") == "slow owner")
        #expect(try route(contact: "sec@example.com") == "mail sec@example.com owner")
        #expect(try route() == "ops unowned")
    }

    /// Tags are anybody's to write: mail goes to domains that the channel's `allow` names, and to
    /// nothing that a mail's header would read as more.
    @Test func mailGoesWhereItMay() throws {
        let routes = [
            ("Ann@Example.com", "mail Ann@Example.com owner"), ("ann@example.org", "ops unowned"),
            ("ann@sub.example.com", "ops unowned"), ("@example.com", "ops unowned"),
            ("a b@example.com", "ops unowned"), ("a,b@example.com", "ops unowned"),
            ("a@x@example.com", "ops unowned"), ("a\r\nBcc: b@example.com", "ops unowned"),
            ("<ann@example.com>", "ops unowned"),
        ]
        for (owner, expected) in routes {
            #expect(try route(resource: ["owner": owner]) == expected, "\(owner)")
        }
    }

    @Test func whoKeepsFindingsIsToldOfFindingsAlone() throws {
        let tag = ["owner": "jira"]
        #expect(try route(resource: tag) == "jira owner")
        #expect(try route(kind: "finding resolved", resource: tag) == "jira owner")
        #expect(try route("jira", kind: "change proposed") == "nobody")
        #expect(try route(kind: "change done", resource: tag) == "ops unowned")
        // People are told what is wrong, not what is right.
        #expect(try route("ops", kind: "finding resolved") == "nobody")
    }

    /// A role that decides is told through the channel of its name, else through the last resort: who
    /// owns the resource is hardly who decides. Who is named otherwise is no owner either.
    @Test func whoDecidesIsTold() throws {
        #expect(try route("slow", kind: "change proposed") == "slow")
        #expect(try route("security", kind: "change proposed", name: "shop-a") == "ops")
        #expect(try route("ada", kind: "exception ends", name: "shop-a") == "slow")
        // Never who owns what it is about: he may be who it is about.
        #expect(try route("slow", kind: "run") == "slow")
        #expect(try route("security", kind: "run", name: "shop-a") == "ops")
    }

    @Test func aDeadChannelIsToldToAnother() throws {
        #expect(try route("", kind: "channel dead", subject: "slow") == "ops")
        #expect(try route("", kind: "channel dead", subject: "ops") == "slow")
    }

    @Test func withoutChannelsNobodyIsTold() throws {
        let bare = try Configuration(
            yaml: """
                accounts: [{ id: "111111111111" }]
                environments: { prod: { names: ["*"] } }
                """,
            file: "f"
        )
        let notice = UntoldNotice(
            id: 1,
            at: .epoch,
            kind: "finding",
            event: "opened",
            word: "owner",
            subject: "s",
            severity: .high
        )
        #expect(bare.route(of: notice).channel == nil)
    }
}
