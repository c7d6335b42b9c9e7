import Testing

@testable import parapet

/// What somebody may have meant is told only where it is near.
@Suite struct UsageMistakeTests {
    private func description(_ message: String) -> String {
        UsageMistake(message, arguments: ["findings"]).description
    }

    @Test func anOptionThatIsNearIsSuggested() {
        let text = description("Unknown option '--acount'. Did you mean '--account'?")
        #expect(text.contains("| hint: did you mean '--account'?"))
    }

    @Test func oneThatHasHardlyALetterInCommonIsNot() {
        let text = description("Unknown option '--unit'. Did you mean '--sort'?")
        #expect(text.contains("Unknown option '--unit' | hint: 'parapet findings --help'"))
        #expect(!text.contains("--sort"))
    }
}
