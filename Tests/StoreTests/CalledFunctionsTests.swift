import Foundation
import Platform
import Rehearsal
import Store
import Testing

extension DatabaseTests {
    /// The list of the functions that programs call, in `sql/code/rights/functions.sql`.
    @Suite struct CalledFunctionsTests {
        struct Entry {
            let name: String
            let isCurrent: Bool
            let groups: Set<String>
        }

        private func listed() throws -> [Entry] {
            let text = try String(
                contentsOfFile: Stage.folder + "/code/rights/functions.sql",
                encoding: .utf8
            )
            let entry = /\('([a-z_]+)', +[0-9]+, +(null|[0-9]+), '\{([a-z,]+)\}'\)/
            return text.matches(of: entry).map { match in
                Entry(
                    name: String(match.1),
                    isCurrent: match.2 == "null",
                    groups: Set(match.3.split(separator: ",").map { "parapet_\($0)" })
                )
            }
        }

        /// Those that the Store room names in its statements.
        private func called() throws -> Set<String> {
            let folder = Repository.folder + "/Sources/Store"
            let files = try #require(FileManager.default.enumerator(atPath: folder))
            var names: Set<String> = []
            for case let file as String in files where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                names.formUnion(text.matches(of: /parapet\.([a-z_]+)\(/).map { String($0.1) })
                // Those that end a job differ in their name alone.
                names.formUnion(text.matches(of: /call\(\s*"([a-z_]+)"/).map { String($0.1) })
            }
            return names
        }

        @Test func whatIsCalledIsListedAndStillThere() throws {
            let current = Set(try listed().filter(\.isCurrent).map(\.name))
            let called = try called()
            #expect(called.isSuperset(of: ["claim", "finish", "snooze", "retry", "give_up"]))
            #expect(called.subtracting(current) == [])
        }

        /// The table of `ops/docs/threat-model.md`, row by row.
        @Test func theThreatModelSaysWhoMayCallWhat() throws {
            let page = try Documentation.page("ops/docs/threat-model.md").text()
            var told: [String: Set<String>] = [:]
            let who = "(?:worker|coordinator|feed|notifier|operator|reader|responder|console)"
            let row = try Regex("\\| ((?:`[a-z_]+` ?)+) \\| (\(who)(?:, \(who))*) \\|")
            for found in page.matches(of: row) {
                let columns = found.output.map { String($0.substring ?? "") }
                let groups = columns[2].split(separator: ", ").map { "parapet_\($0)" }
                for name in columns[1].matches(of: #/[a-z_]+/#) {
                    let former = told.updateValue(Set(groups), forKey: String(name.output))
                    #expect(former == nil, "\(name.output) is told twice")
                }
            }
            let current = try listed().filter(\.isCurrent)
            #expect(Set(told.keys) == Set(current.map(\.name)))
            for entry in current { #expect(told[entry.name] == entry.groups, "\(entry.name)") }
        }

        @Test func theListIsAllThatAnybodyMayCall() async throws {
            let listed = try listed()
            let groups = Set(listed.flatMap(\.groups))
            #expect(groups.count == 8)
            try await Stage.with { stage in
                let there = Set(
                    try await stage.column(
                        "select proname from pg_proc where pronamespace = 'parapet'::regnamespace"
                    )
                )
                #expect(Set(listed.map(\.name)).subtracting(there) == [])
                for group in groups.union(["public"]) {
                    let allowed = try await stage.column(
                        """
                        select distinct proname from pg_proc
                        where pronamespace = 'parapet'::regnamespace
                            and has_function_privilege('\(group)', oid, 'execute')
                        """
                    )
                    let expected = listed.filter { $0.groups.contains(group) }.map(\.name)
                    #expect(Set(allowed) == Set(expected), "\(group)")
                }
            }
        }
    }
}
