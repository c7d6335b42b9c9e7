/// Counts what a text that looks like XML would become, before anything is built of it: libxml2 takes
/// some 120 bytes for an element of 7, and compares each attribute of an element with all others.
struct XMLScan {
    private enum State {
        case text
        case tag
        case quoted(UInt8)
        /// What begins with `<!` or `<?`, and how it ends.
        case other(end: StaticString)
    }

    private let limits: XMLLimits
    private let isStopped: () -> Bool
    private var state = State.text
    private var elements = 0
    private var attributes = 0

    private static let pauseBytes = 1 << 16

    init(_ limits: XMLLimits, isStopped: @escaping () -> Bool) {
        self.limits = limits
        self.isStopped = isStopped
    }

    /// The place of the first that is too much; nil where there is none.
    mutating func refusal(of bytes: [UInt8]) -> (reason: String, offset: Int)? {
        bytes.withUnsafeBufferPointer { bytes in
            var at = 0
            while at < bytes.count {
                if at % Self.pauseBytes == 0, isStopped() { return ("it was cancelled", at) }
                step(bytes, &at)
                guard elements <= limits.elements else {
                    return ("more than \(limits.elements) elements", at)
                }
                guard attributes <= limits.attributes else {
                    return ("an element with more than \(limits.attributes) attributes", at)
                }
                at += 1
            }
            return nil
        }
    }

    private mutating func step(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) {
        let byte = bytes[at]
        switch state {
        case .text where byte == UInt8(ascii: "<"): open(bytes, at)
        case .tag where byte == UInt8(ascii: "="): attributes += 1
        case .tag where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"):
            state = .quoted(byte)
        case .tag where byte == UInt8(ascii: ">"): state = .text
        case .quoted(let quote) where byte == quote: state = .tag
        case .other(let end)
        where byte == UInt8(ascii: ">") && Self.stands(end, before: at, in: bytes): state = .text
        default: break
        }
    }

    private mutating func open(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) {
        let next = at + 1 < bytes.count ? bytes[at + 1] : 0
        switch next {
        case UInt8(ascii: "!"):
            let isComment = at + 2 < bytes.count && bytes[at + 2] == UInt8(ascii: "-")
            state = .other(end: isComment ? "--" : "]]")
        case UInt8(ascii: "?"): state = .other(end: "?")
        case UInt8(ascii: "/"): state = .tag
        default:
            elements += 1
            attributes = 0
            state = .tag
        }
    }

    private static func stands(
        _ end: StaticString,
        before at: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let count = end.utf8CodeUnitCount
        guard at >= count else { return false }
        return end.withUTF8Buffer { end in
            (0..<count).allSatisfy { end[$0] == bytes[at - count + $0] }
        }
    }
}

/// How much of an XML document is accepted before it is refused.
public struct XMLLimits: Sendable, Hashable {
    public var elements: Int
    /// Of one element.
    public var attributes: Int

    public init(elements: Int, attributes: Int) {
        self.elements = elements
        self.attributes = attributes
    }

    /// Many times what AWS answers in a page: a thousand things of a thousand elements each.
    public static let standard = XMLLimits(elements: 1_000_000, attributes: 1000)
}
