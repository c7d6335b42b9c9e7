import Document

/// Writes values so that different values are different texts: each text with its length before it,
/// each list with its count. What AWS may reorder is written in an order of its own.
struct Encoding {
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ text: String?) {
        guard let text else {
            bytes.append(UInt8(ascii: "-"))
            return
        }
        write(text)
    }

    mutating func write(_ number: Int?) {
        bytes.append(contentsOf: (number.map { String($0) } ?? "-").utf8)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func write(_ flag: Bool) { bytes.append(UInt8(ascii: flag ? "t" : "f")) }

    mutating func write(_ time: Timestamp) {
        write(Int(time.seconds))
        write(Int(time.nanoseconds))
    }

    mutating func write(_ json: JSON) { write(json.listsInOrder.canonicalText) }

    /// Elements whose order says nothing.
    mutating func unordered<Elements: Swift.Collection>(
        _ elements: Elements,
        _ write: (inout Encoding, Elements.Element) -> Void
    ) {
        self.write(elements.count)
        let encoded = elements.map { element in
            var encoding = Encoding()
            write(&encoding, element)
            return encoding.bytes
        }
        for one in encoded.sorted(by: { $0.lexicographicallyPrecedes($1) }) { bytes += one }
    }
}

extension JSON {
    /// With the elements of every list sorted: AWS may give them in any order.
    fileprivate var listsInOrder: JSON {
        switch self {
        case .null, .bool, .int, .double, .string: self
        case .array(let elements):
            .array(
                elements.map { element in
                    let element = element.listsInOrder
                    return (element.canonicalText, element)
                }.sorted { $0.0 < $1.0 }.map(\.1)
            )
        case .object(let members): .object(Object(members.map { ($0.0, $0.1.listsInOrder) }))
        }
    }
}
