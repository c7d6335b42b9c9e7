import Foundation
import Guardrails
import Rehearsal
import Store
import Testing

/// `ops/docs/states.md` says what the code does.
@Suite struct StatesTests {
    private struct Diagram {
        let title: String
        /// `parapet.sweep.state`; nil where no column holds the state.
        let column: String?
        /// `WorkerLife`; nil where no value holds the state.
        let life: String?
        var states: Set<String> = []
        /// The functions that take its steps.
        var owners: [String] = []
        /// Steps without an end that somebody takes.
        var unowned: [String] = []
        /// `working → draining`
        var steps: Set<String> = []
    }

    private func diagrams() throws -> [Diagram] {
        let text = try Documentation.page("ops/docs/states.md").text()
        return text.split(separator: "\n## ").dropFirst().map { section in
            let title = String(section.prefix { $0 != "\n" })
            var diagram = Diagram(
                title: title,
                column: title.firstMatch(of: #/`([a-z_.]+)`/#).map { String($0.output.1) },
                life: title.firstMatch(of: #/`([A-Z][A-Za-z]+)`/#).map { String($0.output.1) }
            )
            let step =
                #/^ +(\[\*\]|[A-Za-z_]+) --> (\[\*\]|[A-Za-z_]+)(?: : ([A-Za-z_]+)(,.*| or .*)?)?$/#
            for line in section.split(separator: "\n") where line.contains("-->") {
                guard let found = line.wholeMatch(of: step)?.output else {
                    diagram.unowned.append(String(line))
                    continue
                }
                diagram.states.formUnion(
                    [found.1, found.2].filter { $0 != "[*]" }.map(String.init)
                )
                if found.1 != "[*]", found.2 != "[*]" {
                    diagram.steps.insert("\(found.1) → \(found.2)")
                }
                if let owner = found.3 {
                    diagram.owners.append(String(owner))
                } else if found.2 != "[*]", diagram.life == nil || found.1 != "[*]" {
                    diagram.unowned.append(String(line))
                }
            }
            return diagram
        }
    }

    /// The states that the columns of the tables may hold, by `parapet.table.column`.
    private func columns() throws -> [String: Set<String>] {
        var columns: [String: Set<String>] = [:]
        for text in try files("tables") {
            let text = text.replacing(#/--[^\n]*/#, with: "")
            for table in text.split(separator: "create table parapet.").dropFirst() {
                let name = table.prefix { $0 != " " }
                let check =
                    #/\n +((?:role_)?(?:state|status)) text[^(]*check \([a-z_]+ in \(([^)]+)\)\)/#
                for found in table.prefix(while: { $0 != ";" }).matches(of: check) {
                    columns["parapet.\(name).\(found.output.1)"] = Self.states(found.output.2)
                }
            }
        }
        // What a later version lets them hold.
        for text in try files("tables") {
            let check =
                #/alter table parapet\.([a-z_]+) add constraint [a-z_]+ check \((state|status) in \(([^)]+)\)\)/#
            for found in text.matches(of: check) {
                columns["parapet.\(found.output.1).\(found.output.2)"] = Self.states(
                    found.output.3
                )
            }
        }
        return columns
    }

    private static func states(_ list: Substring) -> Set<String> {
        Set(list.matches(of: #/'([a-z -]+)'/#).map { drawn(String($0.output.1)) })
    }

    /// A diagram's states are words: `awaiting_approval`, `no_op`.
    private static func drawn(_ state: String) -> String {
        state.replacing(" ", with: "_").replacing("-", with: "_")
    }

    private func files(_ folder: String) throws -> [String] {
        let path = "\(Repository.folder)/sql/\(folder)"
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".sql") }.sorted()
            .map { try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8) }
    }

    @Test func everyColumnOfStatesIsDrawnWithAllItsStates() throws {
        let columns = try columns()
        #expect(columns.count >= 7)
        let drawn = try diagrams().filter { $0.column != nil }
        #expect(Set(drawn.compactMap(\.column)) == Set(columns.keys))
        for diagram in drawn {
            #expect(diagram.states == columns[diagram.column ?? ""], "\(diagram.title)")
        }
        #expect(try diagrams().allSatisfy { !$0.states.isEmpty })
    }

    @Test func everyStepNamesAFunctionThatThereIs() throws {
        let functions = try files("code/functions").joined().matches(
            of: #/create or replace function parapet\.([a-z_]+)\(/#
        ).map { String($0.output.1) }
        for diagram in try diagrams() {
            #expect(diagram.unowned == [], "\(diagram.title)")
            guard diagram.life == nil else { continue }
            #expect(Set(diagram.owners).subtracting(functions) == [], "\(diagram.title)")
        }
    }

    @Test func theEventsOfAFindingAreThoseOfTheCode() throws {
        let text = try Documentation.page("ops/docs/states.md").text()
        let told = text.matches(of: #/\n\| `([a-z]+)` \| /#).map { String($0.output.1) }
        let events = Change.Event.allCases.map(\.rawValue)
        #expect(told.filter { events.contains($0) } == events)
        let statuses = try diagrams().first { $0.column == "parapet.finding.status" }?.states
        #expect(statuses == Set(Finding.Status.allCases.map(\.rawValue)))
        let sweeps = try diagrams().first { $0.column == "parapet.sweep.state" }?.states
        #expect(sweeps == Set(Sweeps.State.allCases.map(\.rawValue)))
        let roles = try diagrams().first { $0.column == "parapet.account.role_state" }?.states
        #expect(roles == Set(RoleState.allCases.map(\.rawValue)))
        let changes = try diagrams().first { $0.column == "parapet.change.state" }?.states
        let stored = ChangeState.allCases.filter { $0 != .planned }
        #expect(changes == Set(stored.map { Self.drawn($0.rawValue) }))
    }

    /// The steps above the cases are the drawn ones, and so are the states and the events.
    @Test func theLivesAreDrawnAsTheyAreWritten() throws {
        let lives = try diagrams().filter { $0.life != nil }
        let folder = "\(Repository.folder)/Sources/Cluster/Lives"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        var written: Set<String> = []
        for file in files {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            guard let states = cases(of: "State", in: text) else { continue }
            let name = String(file.dropLast(".swift".count))
            written.insert(name)
            let diagram = try #require(lives.first { $0.life == name }, "\(name) is not drawn")
            #expect(states == diagram.states, "\(name)")
            let events = cases(of: "Event", in: text) ?? []
            #expect(Set(diagram.owners).subtracting(events) == [], "\(name)")
            var steps: Set<String> = []
            for found in text.matches(of: #/// ([A-Za-z, ]+) → ([A-Za-z]+):/#) {
                for from in found.output.1.split(separator: ", ") {
                    steps.insert("\(from) → \(found.output.2)")
                }
            }
            #expect(steps == diagram.steps, "\(name)")
        }
        #expect(written == Set(lives.compactMap(\.life)))
    }

    private func cases(of type: String, in text: String) -> Set<String>? {
        guard let start = text.firstRange(of: "    enum \(type)") else { return nil }
        let body = text[start.upperBound...].prefix { $0 != "}" }
        return Set(body.matches(of: #/\n        case ([A-Za-z]+)/#).map { String($0.output.1) })
    }
}
