import Foundation
import Testing

@testable import AWS

/// A metric filter counts for an alarm where it takes all events that are asked for.
struct FilterPatternTests {
    /// What the shipped guardrail asks for, by the alarm's part.
    static let wanted: [String: FilterPattern] = {
        let file = ShippedGuardrailsTests.folder.appending(path: "monitoring-configured.yaml")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var wanted: [String: FilterPattern] = [:]
        for part in text.components(separatedBy: "\n  alarm/").dropFirst() {
            let pattern =
                part.components(separatedBy: "t.alarms('").dropFirst().first?
                .components(separatedBy: "'").first ?? ""
            wanted[String(part.prefix { $0 != ":" })] = FilterPattern(
                pattern.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            )
        }
        return wanted
    }()

    private func answer(_ pattern: String, to wanted: String) throws -> Kleene {
        FilterPattern.contain(
            [try #require(FilterPattern(pattern))],
            try #require(FilterPattern(wanted))
        )
    }

    /// One of them contains two: every call that was refused and not of HeadBucket.
    @Test(arguments: PublishedFilterPatterns.all)
    func aPublishedPatternCountsForItsAlarmAlone(
        published: PublishedFilterPatterns.Published
    ) throws {
        #expect(Self.wanted.count == 15)
        let pattern = try #require(FilterPattern(published.pattern))
        let takesNearlyAll = published.source.hasPrefix("Prowler")
        for (alarm, wanted) in Self.wanted where alarm == published.alarm || !takesNearlyAll {
            let answer = FilterPattern.contain([pattern], wanted)
            #expect(answer == Kleene(alarm == published.alarm), "\(alarm)")
        }
    }

    /// Each event is missed by what leaves it out, however else it is spelt.
    @Test func oneEventLessIsNotAll() throws {
        for published in PublishedFilterPatterns.all
        where published.pattern.contains("eventName=") || published.pattern.contains("eventName = ")
        {
            let wanted = try #require(Self.wanted[published.alarm])
            for name in Set(published.pattern.matches(of: /eventName ?= ?"?(\w+)/).map(\.1))
            where published.source.hasPrefix("Security Hub") || published.source.hasPrefix("CIS 3")
            {
                let less = published.pattern.replacing(name, with: "No" + name)
                let pattern = try #require(FilterPattern(less))
                #expect(FilterPattern.contain([pattern], wanted) == .no, "\(published) \(name)")
            }
        }
    }

    @Test(arguments: [
        // Spelling
        ("{$.a=x}", #"{ ( ( $.a = "x" ) ) }"#), (#"{ $.b = 1 || $.a = "x" }"#, "{ $.a = x }"),
        ("{ $.a = x* }", "{ $.a = x }"), (#"{ $.a = "*y" }"#, "{ $.a = xy || $.a = y }"),
        ("{ $.a = *b* }", "{ $.a = abc }"), ("{ $.a = * }", "{ $.a = x || $.a = 3 }"),
        ("{ $.a.b[0].c = x }", "{ $.a.b[0].c = x && $.d IS TRUE }"),
        (#"{ $.a = "say \"x\"" }"#, #"{ $.a = "say \"x\"" }"#),
        // && binds before ||
        ("{ $.a = x || $.b = y && $.c = z }", "{ $.a = x }"),
        ("{ $.a = x && ($.b = y || $.b != y) }", "{ $.a = x && $.b = z }"),
        // What one alternative leaves out, another takes
        ("{ ($.a = x && $.b NOT EXISTS) || $.b = * || $.b IS NULL }", "{ $.a = x && $.b = 1 }"),
        ("{ $.n >= 5 || $.n < 5 }", "{ $.n = -1e3 }"), ("{ $.n > 5 }", "{ $.n >= 6 && $.n < 9 }"),
        ("{ $.n != 5 }", "{ $.n = 4 }"), ("{ $.a != y }", "{ $.a = x }"),
        ("{ $.a IS NULL || $.a = x }", "{ $.a IS NULL }"),
        // Everything, nothing
        ("", "{ $.a = x }"), ("\" \"", "{ $.a NOT EXISTS }"),
        ("{ $.b = y }", "{ $.a = x && $.a = y }"),
    ]) func contains(pattern: String, wanted: String) throws {
        #expect(try answer(pattern, to: wanted) == .yes)
    }

    @Test(arguments: [
        ("{ $.a = x }", "{ $.a = X }"), ("{ $.a = x }", "{ $.b = x }"),
        ("{ $.a = x }", "{ $.a = x* }"),
        ("{ $.a = x && $.b = y }", "{ $.a = x }"), ("{ $.a NOT EXISTS }", "{ $.a IS NULL }"),
        ("{ ($.a = x || $.b = y) && $.c = z }", "{ $.a = x }"),
        ("{ $.a = x || $.a = y }", "{ $.a != z }"), ("{ $.n > 5 }", "{ $.n >= 5 }"),
        ("{ $.a != x* }", "{ $.a = xy }"), (#"{ $.a = "5" }"#, "{ $.a = 5 }"),
        // A list or an object is neither.
        ("{ $.a != x || $.a = x || $.a NOT EXISTS }", "{ $.b = y }"),
        ("{ $.a IS TRUE }", "{ $.a = * }"), ("{ $.a = a?c }", "{ $.a = abc }"),
        // Words that any field may hold, or columns of text, take JSON by chance at most
        ("-x", "{ $.a = y }"), ("[ip, user]", "{ $.a = x }"), ("ERROR", "{ $.a = x }"),
        ("Root login", "{ $.a = Root }"),
    ]) func doesNotContain(pattern: String, wanted: String) throws {
        #expect(try answer(pattern, to: wanted) == .no)
    }

    /// AWS's pages do not say; where it does not matter, it is known.
    @Test(arguments: [
        // Whether != holds where the field is missing
        ("{ $.a != x }", "{ $.a NOT EXISTS }"), ("{ $.a != x }", "{ $.a = 5 }"),
        // Regular expressions, wildcards inside, and what is not supported
        ("{ $.a = %x+% }", "{ $.a = xx }"), ("{ $.a = x*z }", "{ $.a = xyz }"),
        ("{ $.a EXISTS }", "{ $.a = x }"), ("{ $.a = 4* }", "{ $.a = 404 }"),
        ("Root", "{ $.a = Root }"), ("?Root ?root", "{ $.a = Root }"),
    ]) func isUnknown(pattern: String, wanted: String) throws {
        guard case .unknown = try answer(pattern, to: wanted) else {
            Issue.record("\(try answer(pattern, to: wanted))")
            return
        }
    }

    @Test(arguments: [
        ("{ $.a = %x+% && $.b = y }", "{ $.a = x }", Kleene.no),
        ("{ $.a = %x+% || $.b = y }", "{ $.b = y }", .yes),
        ("{ $.b != x && $.a = x }", "{ $.b != x && $.a = x }", .yes),
        ("{ $.a != x }", "{ $.a NOT EXISTS || $.a = x }", .no),
    ]) func whatIsNotToldNeedNotMatter(pattern: String, wanted: String, is: Kleene) throws {
        #expect(try answer(pattern, to: wanted) == `is`)
    }

    @Test(arguments: [
        "{", "{ }", "{ $.a }", "{ $.a = }", "{ a = x }", "{ $.a = x", "{ ($.a = x }",
        "{ $.a = x) }",
        "{ $.a = \"x }", "{ $.a > x }", "{ $.a = x && }", "{ $.a = x $.b = y }", "{ $.a IS SO }",
    ]) func whatIsNoPatternIsNotRead(text: String) {
        #expect(FilterPattern(text) == nil)
    }

    /// Several filters may share the events among them.
    @Test func togetherTheyContainWhatNoneDoes() throws {
        let wanted = try #require(Self.wanted["trail-changes"])
        let some = try #require(FilterPattern("{ $.eventName = *Trail }"))
        let others = try #require(FilterPattern("{ $.eventName = St* }"))
        #expect(FilterPattern.contain([some], wanted) == .no)
        #expect(FilterPattern.contain([some, others], wanted) == .yes)
        #expect(FilterPattern.contain([], wanted) == .no)
    }

    /// Past the bound the answer is unknown, not a long time away.
    @Test func tooMuchIsUnknown() throws {
        let choices = (0..<16).map { "($.f\($0) = x || $.f\($0) = y)" }.joined(separator: " && ")
        let pattern = try #require(FilterPattern("{ \(choices) }"))
        guard case .unknown = FilterPattern.contain([pattern], pattern) else {
            Issue.record("65,536 alternatives")
            return
        }
        let deep =
            String(repeating: "(", count: 500) + "$.a = x" + String(repeating: ")", count: 500)
        #expect(FilterPattern("{ \(deep) }") == nil)
    }
}
