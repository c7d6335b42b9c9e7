import Document
import Testing

@testable import parapet

/// What somebody reads before he approves.
@Suite struct LineDifferenceTests {
    private static func lines(_ before: JSON, _ after: JSON) -> [String] {
        LineDifference(from: before, to: after).lines
    }

    @Test func whatStaysIsFoldedAndWhatChangesStands() {
        let before: JSON = ["a": 1, "b": 2, "c": 3, "d": 4, "e": 5]
        let after: JSON = ["a": 1, "b": 2, "c": 9, "d": 4, "e": 5]
        #expect(
            Self.lines(before, after) == [
                "  … 2 lines as before", #"    "b": 2,"#, #"-   "c": 3,"#, #"+   "c": 9,"#,
                #"    "d": 4,"#, "  … 2 lines as before",
            ]
        )
    }

    @Test func theOrderOfMembersIsNoDifference() {
        #expect(Self.lines(["a": 1, "b": 2], ["b": 2, "a": 1]) == ["nothing differs"])
    }

    @Test func whatWasNotThereIsAllNew() {
        #expect(Self.lines(.null, ["a": 1]) == ["+ {", #"+   "a": 1"#, "+ }"])
    }

    /// A document of a quarter of a megabyte that is another one altogether is shown: to compare each of
    /// its lines with each other would take days.
    @Test func longDocumentsCostLittle() {
        let long = { (from: Int) -> JSON in
            .array((from..<from + 20_000).map { .int(Int64($0)) })
        }
        #expect(Self.lines(long(0), long(100_000)).count == 40_002)
    }
}
