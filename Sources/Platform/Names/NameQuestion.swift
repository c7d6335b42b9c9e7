import Document

/// A question to a DNS server, and its answer (RFC 1035, section 4; RFC 3596).
public struct NameQuestion: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case a = "A"
        case aaaa = "AAAA"
        case cname = "CNAME"

        var code: UInt16 {
            switch self {
            case .a: 1
            case .cname: 5
            case .aaaa: 28
            }
        }
    }

    /// One record of an answer: in small letters, without the dot at the end.
    public struct Answer: Sendable, Hashable {
        public let name: String
        public let kind: Kind
        public let value: String

        public init(name: String, kind: Kind, value: String) {
            (self.name, self.kind, self.value) = (name, kind, value)
        }
    }

    public enum Outcome: Sendable, Hashable {
        /// All that leads from the name; empty where it has no such record, or is not there.
        case answers([Answer])
        case failed(String)
    }

    public let name: String
    public let kind: Kind
    private let labels: [[UInt8]]

    /// Nil for what is no name.
    public init?(_ name: String, _ kind: Kind) {
        let text = Self.canonical(name)
        let labels = text.split(separator: ".", omittingEmptySubsequences: false).map {
            Array($0.utf8)
        }
        guard !text.isEmpty, labels.allSatisfy({ (1...63).contains($0.count) }),
            labels.reduce(1, { $0 + $1.count + 1 }) <= 255
        else { return nil }
        (self.name, self.kind, self.labels) = (text, kind, labels)
    }

    private static func canonical(_ name: String) -> String {
        let text = name.lowercased()
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    private static let internet: UInt16 = 1

    /// With recursion desired.
    func message(id: UInt16) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in [id, 0x0100, 1, 0, 0, 0] { bytes.add(number) }
        for label in labels { bytes += [UInt8(label.count)] + label }
        bytes.append(0)
        bytes.add(kind.code)
        bytes.add(Self.internet)
        return bytes
    }

    /// Nil where it is not the answer to this question under this id.
    func outcome(of bytes: [UInt8], id: UInt16) -> Outcome? {
        var reading = NameReading(bytes)
        guard reading.number() == id, let flags = reading.number(), flags & 0x8000 != 0,
            let questions = reading.number(), let count = reading.number(),
            reading.skip(4), questions == 1, reading.name() == name, reading.number() == kind.code,
            reading.number() == Self.internet
        else { return nil }
        switch flags & 0x000F {
        case 0, 3: break
        case let code: return .failed("the server answers with code \(code)")
        }
        guard flags & 0x0200 == 0 else { return .failed("the answer is cut") }
        var answers: [Answer] = []
        for _ in 0..<count {
            guard let owner = reading.name(), let code = reading.number(), reading.skip(6),
                let length = reading.number()
            else { return .failed("the answer cannot be read") }
            let kind = Kind.allCases.first { $0.code == code }
            guard let value = reading.value(kind, Int(length)) else {
                return .failed("the answer cannot be read")
            }
            if let kind { answers.append(Answer(name: owner, kind: kind, value: value)) }
        }
        return .answers(answers)
    }
}

extension [UInt8] {
    fileprivate mutating func add(_ number: UInt16) {
        append(UInt8(number >> 8))
        append(UInt8(number & 0xFF))
    }
}

/// Reads a message from its beginning; nothing is read beyond its end.
private struct NameReading {
    private let bytes: [UInt8]
    private var index = 0

    /// No name has more parts, so that pointers in a circle end.
    private static let mostParts = 128

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number() -> UInt16? {
        guard index + 2 <= bytes.count else { return nil }
        defer { index += 2 }
        return UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }

    mutating func skip(_ count: Int) -> Bool {
        guard index + count <= bytes.count else { return false }
        index += count
        return true
    }

    mutating func name() -> String? {
        var labels: [String] = []
        var place = index
        var end: Int?
        for _ in 0..<Self.mostParts {
            guard place < bytes.count else { return nil }
            let length = Int(bytes[place])
            switch length {
            case 0:
                index = end ?? place + 1
                return labels.joined(separator: ".").lowercased()
            case 1...63:
                guard place + 1 + length <= bytes.count else { return nil }
                labels.append(
                    String(decoding: bytes[place + 1..<place + 1 + length], as: UTF8.self)
                )
                place += 1 + length
            case 192...:
                guard place + 2 <= bytes.count else { return nil }
                end = end ?? place + 2
                place = (length & 0x3F) << 8 | Int(bytes[place + 1])
            default: return nil
            }
        }
        return nil
    }

    private func ipv6(at start: Int) -> String {
        stride(from: start, to: start + 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// What a record of a kind holds; an empty text for what is not asked about.
    mutating func value(_ kind: NameQuestion.Kind?, _ length: Int) -> String? {
        guard index + length <= bytes.count else { return nil }
        let end = index + length
        defer { index = end }
        switch kind {
        case .a:
            return length == 4 ? bytes[index..<end].map { String($0) }.joined(separator: ".") : nil
        case .aaaa: return length == 16 ? ipv6(at: index) : nil
        case .cname:
            let name = name()
            return index == end ? name : nil
        case nil: return ""
        }
    }
}
