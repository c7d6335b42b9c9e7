import Document
import Foundation
import Platform
import Rehearsal
import Testing

@testable import Store

extension DatabaseTests {
    /// What steps ask of all accounts reads no type whole.
    @Suite struct HoldingTests {
        struct Question: Sendable, CustomTestStringConvertible {
            let type: String
            let path: [String]

            var testDescription: String { ([type] + path).joined(separator: " ") }
        }

        /// Every question that a step asks, as its source has it.
        static let asked: [Question] = {
            let folder = "\(Repository.folder)/Sources/AWS/Steps"
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return files.sorted().flatMap { file -> [Question] in
                let text = (try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)) ?? ""
                let calls = text.matches(of: /EstateQuestion\(\s*((?:"[^"]+",\s*)+)holds:/)
                return calls.map { call in
                    let words = call.1.matches(of: /"([^"]+)"/).map { String($0.1) }
                    return Question(type: words[0], path: Array(words.dropFirst()))
                }
            }
        }()

        @Test func theSourcesAskSomething() { #expect(Self.asked.count >= 7) }

        @Test func eachIsAnsweredByAnIndex() async throws {
            try await Stage.with { stage in
                // So many that no plan would read all of them.
                _ = try await stage.owner.query(
                    """
                    insert into parapet.inventory (account, type, region, id, scope_region, service,
                        document, hash, first_seen, changed)
                    select lpad((n % 10)::text, 12, '1'), t, 'r', t || n, 'r', 's', jsonb_build_object(
                        'image', 'ami-' || n, 'profile', 'arn/' || n, 'role', 'Arn/' || n,
                        'aws', jsonb_build_object('KeyName', 'key-' || n),
                        'instance_profiles', jsonb_build_array('arn/' || n, 'other/' || n),
                        'values', jsonb_build_array('192.0.2.1', 'Name' || n || '.Example.'),
                        'alias', 'lb-' || n), 'h', now(), now()
                    from unnest($1::text[]) t cross join generate_series(1, 1500) n
                    """,
                    [.list(Set(Self.asked.map(\.type)).sorted())]
                )
                _ = try await stage.owner.query("analyze parapet.inventory")
                for question in Self.asked {
                    let query = try await stage.owner.query(
                        "select parapet.holding_query($1, $2::text[]) as query",
                        [.text(question.type), .list(question.path)]
                    )
                    let text = try #require(query.first?["query"].string)
                    let plan = try await stage.column(
                        "explain " + text.replacing("$1", with: "'{x,y}'::text[]")
                    ).joined(separator: "\n")
                    #expect(plan.contains("inventory_held_"), "\(question): \(plan)")
                }
            }
        }

        @Test(
            arguments: [
                ("route53.record", ["values"], "name7.example.", ["route53.record7"]),
                ("route53.record", ["alias"], "lb-7", ["route53.record7"]),
                ("lambda.function", ["role"], "arn/7", ["lambda.function7"]),
                ("ec2.instance", ["aws", "KeyName"], "key-7", ["ec2.instance7"]),
                ("ec2.instance", ["image"], "ami", []),
                ("ec2.instance", ["nothing"], "ami-7", []),
            ] as [(String, [String], String, [String])]
        )
        func whatHoldsATextIsFoundWhateverItsCase(
            type: String,
            path: [String],
            text: String,
            expected: [String]
        ) async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    """
                    insert into parapet.inventory (account, type, region, id, scope_region, service,
                        document, hash, first_seen, changed)
                    select '111111111111', $1, 'r', $1 || n, 'r', 's', jsonb_build_object(
                        'image', 'ami-' || n, 'role', 'Arn/' || n,
                        'aws', jsonb_build_object('KeyName', 'key-' || n),
                        'values', jsonb_build_array('192.0.2.1', 'Name' || n || '.Example.'),
                        'alias', 'lb-' || n), 'h', now(), now()
                    from generate_series(6, 8) n
                    """,
                    [.text(type)]
                )
                let rows = try await stage.owner.query(
                    "select id from parapet.holding_inventory($1, $2::text[], $3::text[])",
                    [.text(type), .list(path), .list([text])]
                )
                #expect(rows.compactMap { $0["id"].string } == expected)
            }
        }
    }
}
