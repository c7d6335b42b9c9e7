import Document
import Platform
import Testing

@testable import Guardrails
@testable import Store

/// What an exception covers is one thing, whether a judgement or the database asks.
@Suite struct ScopeMatcherTests {
    @Test(arguments: ScopeCase.all)
    func aJudgementAgrees(with each: ScopeCase) throws {
        let guardrail = try #require(try TestRules.book().guardrail(named: "ssh"))
        let target = each.target
        let exception = GrantedException(
            id: "e",
            guardrail: "ssh",
            scope: each.scope,
            owner: "ada",
            from: .epoch,
            until: .epoch
        )
        var document = Object()
        document["tags"] = target.tags.map { tags in
            .object(Object(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        let resource = Resource(
            name: ResourceName(
                type: "ec2.security-group",
                account: target.account,
                region: target.region,
                id: target.id,
                arn: target.arn
            ),
            document: document
        )
        let account = Account(
            id: target.account,
            name: "n",
            environment: target.environment,
            unit: target.unit
        )
        let isCovered = guardrail.covers(exception, resource, account, [:])
        #expect(isCovered == each.isCovered)
    }
}

extension DatabaseTests {
    @Suite struct ScopeTests {
        @Test func theDatabaseAgrees() async throws {
            try await Stage.with { stage in
                for each in ScopeCase.all {
                    let target = each.target
                    let tags = target.tags.map { tags in
                        Parameter.json(
                            .object(Object(tags.map { ($0.key, .string($0.value)) }))
                        )
                    }
                    let rows = try await stage.owner.query(
                        "select parapet.scope_covers($1::jsonb, $2, $3, $4, $5, $6, $7, $8::jsonb)",
                        [
                            .json(each.scope.json), .text(target.account), Parameter(target.unit),
                            Parameter(target.environment), .text(target.region),
                            .text(target.id), Parameter(target.arn), tags ?? .null,
                        ]
                    )
                    #expect(rows.first?[0].bool == each.isCovered, "\(each.name)")
                }
            }
        }

        /// What is not understood would not narrow, and so cover everything.
        @Test func whatNoMatcherUnderstandsIsRefused() async throws {
            let scopes = [
                #"{"acount": "111111111111"}"#, #"{"account": "1", "Region": "r"}"#, "[]",
                #""text""#, "null", "1", "true", #"{"account": 111111111111}"#,
                #"{"account": null}"#, #"{"region": ["us-east-1"]}"#, #"{"unit": {}}"#,
                #"{"environment": true}"#, #"{"account": ""}"#, #"{"resource": ""}"#,
                #"{"condition": ""}"#, #"{"tag": "team"}"#, #"{"tag": null}"#, #"{"tag": {}}"#,
                #"{"tag": []}"#, #"{"tag": {"key": "team"}}"#, #"{"tag": {"value": "net"}}"#,
                #"{"tag": {"key": "", "value": "net"}}"#, #"{"tag": {"key": 1, "value": "net"}}"#,
                #"{"tag": {"key": "team", "value": null}}"#,
                #"{"tag": {"key": "team", "value": "net", "vlaue": "x"}}"#,
            ]
            try await People.with { people in
                let request = """
                    select parapet.request_exception('ssh', $1::jsonb, now() + interval '1 day',
                        'because', null)
                    """
                for scope in scopes {
                    let state = await sqlState(people.asker.database, request, [.text(scope)])
                    #expect(state == "PA010", "\(scope)")
                }
                let nothing = await sqlState(people.asker.database, request, [.null])
                #expect(nothing == "PA010")
                #expect(try await people.stage.count("parapet.exception") == 0)
                for scope in ["{}", #"{"tag": {"key": "team", "value": ""}}"#] {
                    let state = await sqlState(people.asker.database, request, [.text(scope)])
                    #expect(state == nil, "\(scope)")
                }
                // What was written past the check is not granted.
                _ = try await people.stage.owner.query(
                    "update parapet.exception set scope = '{\"acount\": \"1\"}'"
                )
                let granter = Exceptions(database: people.granter.database)
                let id = try #require(
                    try await people.stage.column("select id from parapet.exception").first
                )
                let refused = await refusal { _ = try await granter.grant(id, until: nil) }
                #expect(refused?.kind == .refusedException)
            }
        }

        @Test func whoDecidesSeesWhatItWouldCover() async throws {
            try await People.with { people in
                try await people.plant(["sg-1", "sg-2", "tg-1"])
                var scope = GrantedException.Scope()
                scope.resource = "sg-*"
                let id = try await people.request(scope)
                let covered = try await Exceptions(database: people.granter.database)
                    .covered(by: id)
                #expect(covered.map { $0["resource_id"]?.string } == ["sg-1", "sg-2"])
                #expect(try await people.statuses().values.allSatisfy { $0 == "open" })
            }
        }
    }
}
