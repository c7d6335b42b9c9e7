import Testing

@testable import parapet

/// A fault that lasts is told once a minute, with how often it was said.
struct RepeatedLinesTests {
    private let start = ContinuousClock.now

    @Test func theSameIsToldOnceWithACount() {
        var lines = RepeatedLines()
        let at = { (seconds: Int) in start + .seconds(seconds) }
        #expect(lines.take("a", at: at(0)) == 0)
        for second in 1..<60 { #expect(lines.take("a", at: at(second)) == nil) }
        #expect(lines.take("b", at: at(30)) == 0)
        #expect(lines.take("a", at: at(60)) == 59)
        #expect(lines.take("a", at: at(61)) == nil)
        #expect(lines.take("a", at: at(500)) == 1)
        #expect(lines.take("a", at: at(600)) == 0)
    }

    @Test func ofManyTheOldestAreForgotten() {
        var lines = RepeatedLines()
        for number in 0...RepeatedLines.most {
            #expect(lines.take("\(number)", at: start + .milliseconds(number)) == 0)
        }
        #expect(lines.take("\(RepeatedLines.most)", at: start + .seconds(1)) == nil)
        #expect(lines.take("0", at: start + .seconds(1)) == 0)
    }
}
