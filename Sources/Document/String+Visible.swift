extension String {
    /// The text as it may be shown on a terminal: characters that steer one, or turn the direction
    /// of writing, are spelt out.
    public var visible: String { visible(keeping: []) }

    public func visible(keeping kept: Set<Unicode.Scalar>) -> String {
        guard unicodeScalars.contains(where: { $0.steers && !kept.contains($0) }) else {
            return self
        }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case _ where !scalar.steers || kept.contains(scalar): text.append(scalar)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case "\t": text.append(contentsOf: "\\t".unicodeScalars)
            case "\r": text.append(contentsOf: "\\r".unicodeScalars)
            default:
                let code = String(scalar.value, radix: 16)
                text.append(contentsOf: "\\u{\(code)}".unicodeScalars)
            }
        }
        return String(text)
    }

    /// At most so many characters; an ellipsis stands for what was cut off.
    public func cut(to width: Int) -> String {
        count <= width ? self : String(prefix(max(0, width - 1))) + "…"
    }
}

extension Unicode.Scalar {
    /// Whether it turns the direction of writing (Unicode Standard Annex #9, "Directional Formatting
    /// Characters").
    var turnsWriting: Bool {
        switch value {
        case 0x61c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    fileprivate var steers: Bool {
        switch value {
        case 0..<0x20, 0x7f...0x9f, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}
