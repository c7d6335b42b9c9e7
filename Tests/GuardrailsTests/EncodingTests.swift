import Document
import Testing

@testable import Guardrails

/// A look that is known by its encoding is not compared again: whatever changes findings must show.
@Suite struct EncodingTests {
    private static let time = Timestamp(seconds: 1_000_000) ?? .epoch

    private static func exception(
        id: String = "e-1",
        owner: String = "eva",
        until: Timestamp = time,
        resource: String = "b1"
    ) -> GrantedException {
        var scope = GrantedException.Scope()
        scope.resource = resource
        return GrantedException(
            id: id,
            guardrail: "open",
            scope: scope,
            owner: owner,
            from: .epoch,
            until: until
        )
    }

    private static func stage(
        _ document: Object = ["open": true, "holes": [["size": 3]]],
        arn: String? = "arn:1",
        name: String? = "one"
    ) -> LookStage {
        LookStage(
            resources: [LookStage.box("b1", document, arn: arn, name: name)],
            exceptions: [exception()]
        )
    }

    private static let changes: [(String, @Sendable (inout LookStage) throws -> Void)] = [
        ("arn", { $0 = stage(arn: "arn:2") }),
        ("no arn", { $0 = stage(arn: nil) }),
        ("name", { $0 = stage(name: "two") }),
        ("id", { $0.resources = [LookStage.box("b2", ["open": true])] }),
        ("verdict", { $0 = stage(["open": false, "holes": [["size": 3]]]) }),
        ("because", { $0 = stage(["open": true, "holes": [["size": 4]]]) }),
        ("element", { $0 = stage(["open": true, "holes": [["size": 3, "names": ["n"]]]]) }),
        ("gap", { $0.resources[0].unread["lid"] = LookStage.gap }),
        (
            "tags",
            {
                $0.exceptions = []; $0.resources[0].document["tags"] = ["except": "open"]
            }
        ),
        ("no exception", { $0.exceptions = [] }),
        ("exception", { $0.exceptions = [exception(id: "e-2")] }),
        ("its owner", { $0.exceptions = [exception(owner: "adam")] }),
        ("its end", { $0.exceptions = [exception(until: .epoch)] }),
        ("its scope", { $0.exceptions = [exception(resource: "b*")] }),
        ("environment", { $0.account.environment = "dev" }),
        ("no environment", { $0.account.environment = nil }),
        ("gone", { $0.resources = [] }),
        ("coverage", { $0.incomplete = ["t.box"] }),
        ("no guardrail", { $0.guardrails.removeLast() }),
        (
            "severity",
            {
                $0.guardrails[0] = try severe(LookStage.guardrail("open", "resource.open"))
            }
        ),
    ]

    private static func severe(_ guardrail: Guardrail) -> Guardrail {
        Guardrail(
            name: guardrail.name,
            title: guardrail.title,
            severity: .critical,
            education: guardrail.education,
            type: guardrail.type,
            related: guardrail.related,
            criteria: guardrail.criteria,
            because: guardrail.because,
            filters: guardrail.filters,
            triggers: guardrail.triggers,
            environments: guardrail.environments,
            limits: guardrail.limits,
            exceptions: guardrail.exceptions,
            frameworks: guardrail.frameworks,
            place: guardrail.place
        )
    }

    @Test(arguments: changes.indices)
    func everyChangeShows(index: Int) throws {
        let (what, change) = Self.changes[index]
        let before = Self.stage()
        var after = before
        try change(&after)
        let encoded = try #require(before.look().encoded)
        #expect(after.look().encoded != encoded, "\(what)")
        #expect(before.look(now: Self.time).encoded == encoded)
        let asked = before.look(at: .resources([LookStage.key("b1")])).encoded
        #expect(asked != encoded && asked != nil)
    }

    @Test func timeAloneChangesWhatTagsExceptForAWhile() throws {
        var stage = Self.stage(["open": true, "tags": ["except": "short"]])
        func short(_ more: String) throws -> Guardrail {
            try LookStage.guardrail("short", "resource.open", more: "exceptions: { \(more) }")
        }
        stage.guardrails = [try short("at-most: 1d")]
        #expect(stage.look().encoded == nil)
        stage.guardrails = [try short("by-tag: true")]
        #expect(stage.look().encoded != nil)
        stage.guardrails = [try short("at-most: 1d")]
        stage.resources[0].document["open"] = false
        #expect(stage.look().encoded != nil)
    }

    @Test func textsDoNotRunIntoEachOther() {
        func encoded(_ texts: [String?]) -> String {
            var encoding = Encoding()
            texts.forEach { encoding.write($0) }
            return encoding.text
        }
        let all: [[String?]] = [
            ["a", "b"], ["ab", ""], ["", "ab"], [nil, "ab"], ["-", "ab"], ["2:ab"],
            ["a", nil, "b"],
        ]
        #expect(Set(all.map(encoded)).count == all.count)
    }

    /// What is stored in each type that is encoded. Whoever adds a member writes it in
    /// `Examination+Encode.swift`, or says here why not.
    @Test func everyMemberIsKnownHere() throws {
        func members(_ value: Any) -> [String] {
            Mirror(reflecting: value).children.compactMap(\.label)
        }
        let guardrail = try LookStage.guardrail("open", "resource.open")
        let because = Because(text: "", path: "")
        let name = ResourceName(type: "", account: "", region: "", id: "")
        let rule = Examination.Rule(guardrail)
        let part = Verdict.Part(key: "", isUnknown: false, because: [])
        let verdict = Verdict(guardrail: "", resource: name, outcome: .notJudged)
        let examination = Examination(
            account: "",
            environment: nil,
            rules: [:],
            verdicts: [],
            listed: [],
            subject: .scope,
            now: .epoch
        )
        #expect(
            members(examination) == [
                "account", "environment", "rules", "verdicts", "listed", "subject",
                // Not written: looks that it changes have no encoding.
                "now",
            ]
        )
        #expect(members(rule) == ["type", "severity", "byTagSeconds", "asked"])
        #expect(members(verdict) == ["guardrail", "resource", "outcome", "exception"])
        #expect(members(name) == ["type", "account", "region", "id", "arn", "name"])
        #expect(members(part) == ["key", "isUnknown", "because", "elements"])
        #expect(members(because) == ["text", "path", "witness"])
        // Not written: a gap's detail, which stands in no finding, and its prospect, which asks for
        // another look and changes nothing about this one.
        #expect(
            members(LookStage.gap) == ["reason", "permission", "detail", "prospect", "account"]
        )
        #expect(
            members(Self.exception()) == ["id", "guardrail", "scope", "owner", "from", "until"]
        )
        #expect(
            members(GrantedException.Scope()) == [
                "account", "unit", "environment", "region", "resource", "tag", "condition",
            ]
        )
        #expect(members(GrantedException.Scope.Tag(key: "", value: "")) == ["key", "value"])
        #expect(members(LookStage.key("")) == ["type", "region", "id"])
    }
}
