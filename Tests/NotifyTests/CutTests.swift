import Testing

@testable import Notify

@Suite struct CutTests {
    @Test func whatFitsStaysAsItIs() {
        for text in ["", "a", "four"] { #expect(text.cutWithCount(toCharacters: 4) == text) }
    }

    @Test func whatIsCutIsCounted() {
        let text = String(repeating: "a", count: 5000)
        let cut = text.cutWithCount(toCharacters: 100)
        #expect(cut.count <= 100)
        let kept = cut.prefix { $0 == "a" }.count
        #expect(kept > 60)
        #expect(cut.hasSuffix("… (4,\(5000 - kept - 4000) more characters)"))
    }

    /// Characters, so that none is torn; and a limit too small for the count is kept all the same.
    @Test func noLimitIsPassed() {
        let text = String(repeating: "👩‍👩‍👧é", count: 40)
        for limit in 0...80 { #expect(text.cutWithCount(toCharacters: limit).count <= limit) }
    }
}
