import Foundation
import Rehearsal
import Testing

@testable import Platform
@testable import Store

/// Each way in which our functions refuse has a meaning here, and the other way round.
@Suite struct RefusalCodeTests {
    private static func states(
        below folder: String,
        ending: String,
        _ pattern: Regex<(Substring, Substring)>
    ) throws -> Set<String> {
        let files = try #require(FileManager.default.enumerator(atPath: folder))
        var states: Set<String> = []
        for case let file as String in files where file.hasSuffix(ending) {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            states.formUnion(text.matches(of: pattern).map { String($0.1) })
        }
        return states
    }

    private static func raised() throws -> Set<String> {
        try states(
            below: Repository.folder + "/sql/code",
            ending: ".sql",
            #/errcode = '(PA[0-9]{3})'/#
        )
    }

    @Test func whatFunctionsRaiseHasAKind() throws {
        let raised = try Self.raised()
        #expect(raised.count > 15)
        for state in raised {
            let error = StoreError(DatabaseError(.other, "no", sqlState: state))
            #expect(error.kind != .failed, "\(state) is told as any failure of a statement")
        }
    }

    @Test func whatHasAKindFunctionsRaise() throws {
        let known = try Self.states(
            below: Repository.folder + "/Sources",
            ending: ".swift",
            #/"(PA[0-9]{3})"/#
        )
        #expect(known.subtracting(try Self.raised()) == [])
    }

    /// What no attempt of a job is to blame for; one that takes too long is.
    @Test(
        arguments: [
            ("53300", true), ("57P01", true), ("57P03", true), ("08006", true), ("53100", true),
            ("57014", false), ("40001", false), ("23505", false), ("PA003", false),
        ]
    )
    func outagesAreTheDatabases(_ state: String, _ isOutage: Bool) {
        let error = DatabaseError(.init(sqlState: state), "no", sqlState: state)
        #expect(StoreError(error).isOutage == isOutage)
    }

    /// A kind's hint is a command, or says what happens by itself: never that of another kind's things.
    @Test func hintsAreOfTheirOwnKind() {
        for kind in StoreError.Kind.allCases where kind.rawValue.hasPrefix("PAR-JOB") {
            #expect(kind.hint.contains("parapet jobs"))
        }
        for kind in StoreError.Kind.allCases where !kind.rawValue.hasPrefix("PAR-EXC") {
            #expect(!kind.hint.contains("exceptions"), "\(kind)")
        }
    }
}
