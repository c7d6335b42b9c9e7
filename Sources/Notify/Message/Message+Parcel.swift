import Document

extension Message {
    /// How many things of a group are shown where there is room.
    static let shownItems = 10

    /// The longest JSON: SNS and EventBridge take 256 KB with what they put around it.
    private static let longestJSONBytes = 200_000

    /// In every form.
    ///
    /// - Parameter maxCharacters: the longest text that the receiver takes. Fewer things are shown
    ///   where all would be longer, and the others counted; a text without any is never cut here.
    public func parcel(fitting maxCharacters: Int = .max) -> Parcel {
        var limit = Self.shownItems
        var letter = letter(limit: limit)
        var text = PlainText.text(letter)
        while text.unicodeScalars.count > maxCharacters, limit > 0 {
            limit /= 2
            letter = self.letter(limit: limit)
            text = PlainText.text(letter)
        }
        return Parcel(
            key: key,
            thread: thread ?? key,
            subject: letter.subject,
            text: text,
            html: HTMLMail.html(letter),
            blocks: SlackLetter.blocks(letter),
            json: json(letter, shown: limit),
            severity: severity,
            findings: findings
        )
    }

    /// All items where there is room, whatever the other forms show.
    private func json(_ letter: Letter, shown: Int) -> JSON {
        var limit = shown == Self.shownItems ? Int.max : shown
        var json = json(letter, limit: limit)
        while json.text.utf8.count > Self.longestJSONBytes, limit > 0 {
            limit = min(limit, 200) / 2
            json = self.json(letter, limit: limit)
        }
        return json
    }
}
