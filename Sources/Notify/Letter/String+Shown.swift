import Document

extension String {
    /// What is shown of a name: AWS has none that is longer and that somebody reads.
    static let shownScalars = 200

    /// At most so many scalars, and how many were left out. Not characters: a single one can be
    /// made of thousands of scalars.
    func clipped(to limit: Int = String.shownScalars) -> String {
        guard utf8.count > limit,
            let end = unicodeScalars.index(
                unicodeScalars.startIndex,
                offsetBy: limit,
                limitedBy: unicodeScalars.endIndex
            ),
            end < unicodeScalars.endIndex
        else { return self }
        let left = unicodeScalars.distance(from: end, to: unicodeScalars.endIndex)
        return String(unicodeScalars[..<end]) + "… (\(left.grouped) more characters)"
    }

    /// Whether it can be typed as it is: nothing in it steers, and it is no longer than AWS's names.
    var canBeTyped: Bool { unicodeScalars.count <= 512 && visible == self && !isEmpty }

    /// The paragraphs, each as one line.
    var paragraphs: [String] {
        replacing("\r\n", with: "\n").split(separator: "\n\n").map {
            $0.split(separator: "\n").joined(separator: " ")
        }
    }

    /// With a capital at its beginning.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Int {
    /// `99,983`
    var grouped: String {
        var digits = Array(String(magnitude))
        for place in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(",", at: place)
        }
        return (self < 0 ? "-" : "") + String(digits)
    }
}
