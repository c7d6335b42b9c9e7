/// A text made ready once, to be matched by many globs.
struct Subject {
    let start: TextStart
    let characters: [UInt32]

    init(_ text: String) {
        start = TextStart(of: text)
        var characters: [UInt32] = []
        characters.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { characters.append(scalar.value) }
        self.characters = characters
    }
}
