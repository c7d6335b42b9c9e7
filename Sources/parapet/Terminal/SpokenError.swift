import Document

/// An error as the one line that people read: with a code and a hint, each once.
struct SpokenError: CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        let text = "\(error)"
        guard text.firstMatch(of: #/\bPAR-[A-Z]{2,3}-[0-9]{2} /#) == nil else {
            description = text
            return
        }
        description =
            "PAR-RUN-01 \(text.cut(to: 2000)) | hint: it is not one that we know: please tell us how it "
            + "came to it"
    }
}
