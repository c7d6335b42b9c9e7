/// Gathers small texts for standard output: a system call for each would cost more than the texts.
final class OutputText {
    private var text = ""
    private static let bytesAtOnce = 1 << 16

    func write(_ more: String) {
        text += more
        if text.utf8.count >= Self.bytesAtOnce { flush() }
    }

    func flush() {
        Output.write(text)
        text = ""
    }
}
