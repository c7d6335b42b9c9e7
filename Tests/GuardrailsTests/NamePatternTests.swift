import Guardrails
import Testing

struct NamePatternTests {
    @Test(arguments: [
        ("*-prod", "shop-prod", true), ("*-prod", "shop-prod-2", false), ("a?c", "abc", true),
        ("", "", true), ("*", "", true), ("a*b*c", "aXbYbZc", true), ("?", "", false),
    ])
    func patterns(pattern: String, text: String, expected: Bool) {
        #expect(Pattern(pattern).matches(text) == expected)
    }
}
