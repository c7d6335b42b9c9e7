import Document
import Testing

@testable import Guardrails

/// `reach: estate` in files, plans and rule books.
@Suite struct EstateLanguageTests {
    private typealias Cases = EstateCases

    /// Nobody reads all of a type in all accounts.
    @Test(arguments: [
        (Cases.bucket, "match: { id: resource.bucket }", "match: { name: resource.bucket }"),
        (Cases.bucket, ", match: { id: resource.bucket }", ""),
        (Cases.topic, "arn: resource.topic", "id: resource.topic"),
        (Cases.desk, "account: resource.owner, ", ""),
        (Cases.desk, "account: resource.owner, id:", "account: resource.owner, arn:"),
        (Cases.desk, ", id: resource.desk", ""),
    ])
    func whatNamesNoSingleResourceIsRefused(text: String, part: String, mistake: String) throws {
        let broken = text.replacing(part, with: mistake)
        try #require(broken != text)
        let problems = try #require(throws: Problems.self) { try Cases.load(broken) }
        #expect(problems.description.contains("has to be named"), "\(problems)")
        #expect(problems.description.contains("hint: such as match:"), "\(problems)")
    }

    @Test func aMisspeltReachIsRefused() throws {
        let text = Cases.bucket.replacing("reach: estate", with: "reach: estte")
        let problems = try #require(throws: Problems.self) { try Cases.load(text) }
        #expect(problems.description.contains("did you mean 'estate'?"), "\(problems)")
    }

    private static func tests(_ guardrail: String, _ tests: String) -> String {
        guardrail.replacing("tests: []", with: "tests:\n\(tests)")
    }

    /// A file's own tests say which accounts there are besides.
    @Test func examplesPlayOtherAccounts() throws {
        let topic = "topic: 'arn:p:n:r-2:222222222222:news'"
        let text = Self.tests(
            Cases.topic,
            """
              - violates: { resource: { \(topic) }, estate: [222222222222] }
              - unknown: { resource: { \(topic) } }
              - unknown: { resource: { \(topic) }, estate: [222222222222], unread: [related.topics] }
              - passes:
                  resource: { \(topic) }
                  related:
                    topics:
                      - { arn: 'arn:p:n:r-2:222222222222:news', account: 222222222222, loud: true }
              - violates:
                  resource: { \(topic) }
                  related:
                    topics:
                      - { arn: 'arn:p:n:r-2:222222222222:other', account: 222222222222, loud: true }
            """
        )
        #expect(try Cases.load(text, running: true).name == "g")
        let wrong = text.replacing(
            "  - unknown: { resource: { \(topic) } }",
            with: "  - passes: { resource: { \(topic) } }"
        )
        let problems = try #require(throws: Problems.self) { try Cases.load(wrong, running: true) }
        #expect(problems.description.contains("account 222222222222: outside the estate"))
    }

    @Test func documentsFromFilesAreJudgedAlike() throws {
        let guardrail = try Cases.load(Cases.bucket)
        let account = Account(id: "111111111111", name: "n", environment: "prod")
        func outcome(_ related: String?) throws -> Verdict.Outcome? {
            try guardrail.examine(
                Guardrail.Example(text: "bucket: logs", file: "t.yaml"),
                related: related.map { Guardrail.Example(text: $0, file: "r.yaml") },
                account: account,
                regions: ["r-1"],
                estate: Estate(accounts: [account]),
                now: .epoch
            ).first?.outcome
        }
        #expect(
            try outcome("buckets: [{ id: logs, account: 222222222222, locked: true }]")
                == .judged([])
        )
        guard case .judged(let parts) = try outcome("buckets: []") else {
            Issue.record("nothing else is written: it is absent")
            return
        }
        #expect(parts.count == 1)
        #expect(try outcome(nil)?.text == "s:ListBuckets: not collected")
    }

    /// The others are read in every account, and judged nowhere but where the guardrail applies.
    @Test func scansGoWhereTheOthersMayBe() throws {
        let text = Cases.topic.replacing(
            "tests: []",
            with: "filters: { environments: [prod] }\ntests: []"
        )
        let guardrails = [try Cases.load(text)]
        let estate = Estate(
            accounts: [
                Account(id: "1", name: "n", environment: "prod"),
                Account(id: "2", name: "n", environment: "shared"),
                Account(id: "3", name: "n", environment: "shared", isSuspended: true),
            ]
        )
        let regions = ["1": ["r-1"], "2": ["r-1", "r-2"], "3": ["r-1"]]
        func places(_ plan: Plan) -> Set<String> {
            Set(plan.scopes.map { "\($0.account) \($0.region) \($0.service)" })
        }
        func scans(_ narrowing: Narrowing) -> Set<String> {
            places(plan(guardrails, estate: estate, regions: regions, narrowing: narrowing))
        }
        #expect(scans(Narrowing()) == ["1 r-1 t", "1 r-1 n", "2 r-1 n", "2 r-2 n"])
        #expect(scans(Narrowing(accounts: ["2"])) == ["2 r-1 n", "2 r-2 n"])
        #expect(scans(Narrowing(guardrails: ["other"])) == [])
        func joins(_ ground: Guardrail.Ground) -> Set<String> {
            places(
                planJoins(
                    guardrails,
                    over: ground,
                    estate: estate,
                    regions: regions,
                    narrowing: Narrowing()
                )
            )
        }
        #expect(joins(.account) == [] && joins(.estate) == ["1 r-1 t"])
    }

    @Test func theirAttributesAreReadInEveryAccount() throws {
        let named = { (name: String, more: String) in
            Cases.bucket.replacing("guardrail: g", with: "guardrail: \(name)")
                .replacing("tests: []", with: "\(more)\ntests: []")
        }
        let shared = Account(id: "2", name: "n", environment: "shared")
        func attributes(_ texts: String...) throws -> [String: Set<String>] {
            let book = try RuleBook(
                RuleTexts(
                    configuration: RuleTexts.File(
                        file: "p.yaml",
                        text: "organization: {}\nenvironments: { prod: {}, shared: {} }"
                    ),
                    guardrails: texts.enumerated().map {
                        RuleTexts.File(file: "\($0).yaml", text: $1)
                    }
                ),
                hash: "",
                catalogue: Cases.catalogue
            )
            return book.attributes(of: "s", in: shared)
        }
        #expect(
            try attributes(named("a", "filters: { environments: [prod] }"))
                == ["s.bucket": ["lock"]]
        )
        #expect(try attributes(named("a", "environments: { default: off }")) == [:])
    }

    @Test func theExplanationSaysHowFarItReaches() throws {
        let text = try Cases.load(Cases.bucket).explanation(under: nil, hearsEvents: true)
        #expect(
            text.contains("every Bucket (related.buckets), in any account of the estate, whose")
        )
    }
}
