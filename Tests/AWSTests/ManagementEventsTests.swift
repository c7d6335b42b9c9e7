import Document
import Guardrails
import Testing

@testable import AWS

/// What a trail records, over all its selectors.
struct ManagementEventsTests {
    private func fact(_ name: String, _ document: Object, unread: String? = nil) throws -> JSON? {
        let type = try #require(Catalogue.aws["cloudtrail.trail"])
        let fact = try #require(type.facts.first { $0.name == name })
        let name = ResourceName(type: type.name, account: "1", region: "r", id: "t")
        var trail = Resource(name: name, document: document)
        if let unread { trail.unread[unread] = Gap(reason: .denied, permission: "p") }
        guard case .known(let value, _) = fact.judge(trail) else { return nil }
        return value
    }

    private static func plain(_ type: String, left: [String] = [], management: Bool = true) -> JSON
    {
        [
            "ReadWriteType": .string(type), "IncludeManagementEvents": .bool(management),
            "ExcludeManagementEventSources": .array(left.map { .string($0) }),
        ]
    }

    private static func advanced(_ fields: JSON...) -> JSON {
        ["FieldSelectors": .array([["Field": "eventCategory", "Equals": ["Management"]]] + fields)]
    }

    private static let kms = "kms.amazonaws.com"
    private static let rds = "rdsdata.amazonaws.com"

    @Test(
        arguments: [
            ([], true), ([plain("All")], true), ([plain("ReadOnly")], false),
            ([plain("WriteOnly")], false), ([plain("ReadOnly"), plain("WriteOnly")], true),
            ([plain("All", management: false)], false), ([plain("All", left: [kms])], false),
            ([plain("All", left: [rds])], false),
            // What one leaves out, another has.
            ([plain("All", left: [kms]), plain("All", left: [rds])], true),
            ([plain("All", left: [kms]), plain("WriteOnly")], false),
            ([plain("All", left: [kms]), plain("WriteOnly"), plain("ReadOnly")], true),
        ] as [([JSON], Bool)]
    ) func bySelectors(selectors: [JSON], isAll: Bool) throws {
        let trail: Object = ["event_selectors": .array(selectors)]
        #expect(try fact("management_events", trail) == .bool(isAll))
    }

    @Test(
        arguments: [
            ([advanced()], true), ([advanced(["Field": "readOnly", "Equals": ["true"]])], false),
            (
                [
                    advanced(["Field": "readOnly", "Equals": ["true"]]),
                    advanced(["Field": "readOnly", "Equals": ["false"]]),
                ], true
            ),
            ([advanced(["Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]])], false),
            ([advanced(["Field": "eventSource", "Equals": ["iam.amazonaws.com"]])], false),
            ([advanced(["Field": "eventName", "NotStartsWith": ["Get"]])], false),
            ([["FieldSelectors": [["Field": "eventCategory", "Equals": ["Data"]]]]], false),
            ([["FieldSelectors": []]], false),
        ] as [([JSON], Bool)]
    ) func byAdvancedSelectors(selectors: [JSON], isAll: Bool) throws {
        let trail: Object = ["advanced_selectors": .array(selectors)]
        #expect(try fact("management_events", trail) == .bool(isAll))
    }

    @Test func whatIsLeftOutIsNamed() throws {
        let trail: Object = [
            "event_selectors": [Self.plain("ReadOnly"), Self.plain("WriteOnly", left: [Self.kms])]
        ]
        #expect(try fact("excluded_sources", trail) == [.string(Self.kms)])
        #expect(try fact("management_reads", trail) == true)
        #expect(try fact("management_writes", trail) == true)
        #expect(
            try fact("management_writes", ["event_selectors": [Self.plain("ReadOnly")]]) == false
        )
        #expect(try fact("management_events", trail, unread: "selectors") == nil)
    }

    @Test(
        arguments: [
            (["logging": true], true, true), (["logging": false], false, false),
            ([:], false, false),
            (["logging": true, "delivery_error": "NoSuchBucket"], false, true),
            (
                ["logging": true, "delivery_error": "", "log_delivery_error": "AccessDenied"], true,
                false
            ),
        ] as [(Object, Bool, Bool)]
    )
    func whetherItArrives(status: Object, toBucket: Bool, toLogGroup: Bool) throws {
        #expect(try fact("delivers", status) == .bool(toBucket))
        #expect(try fact("delivers_logs", status) == .bool(toLogGroup))
        #expect(try fact("delivers", status, unread: "status") == nil)
    }
}
