import Document

extension Declaration {
    /// A policy as the object that it is, whether AWS gives it so, as a text, or as a text that is
    /// percent-encoded, as IAM does (IAM API Reference, PolicyVersion); nil where it is none.
    static func document(_ json: JSON?) -> JSON? {
        guard let text = json?.string else { return json?.object.map { .object($0) } }
        let isPlain = text.utf8.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "{")
        return try? JSON.parse(isPlain ? text : Percent.decoded(text))
    }
}

extension JSON {
    /// With the texts at a path read as the documents that they are. One that is none stays.
    func readingDocuments(_ path: ArraySlice<DocumentPath.Step>) -> JSON {
        guard let step = path.first else {
            return string == nil ? self : Declaration.document(self) ?? self
        }
        let rest = path.dropFirst()
        switch step {
        case .member(let name):
            guard var members = object, let member = members[name] else { return self }
            members[name] = member.readingDocuments(rest)
            return .object(members)
        case .all: return array.map { .array($0.map { $0.readingDocuments(rest) }) } ?? self
        case .item(let place):
            guard var items = array, items.indices.contains(place) else { return self }
            items[place] = items[place].readingDocuments(rest)
            return .array(items)
        }
    }
}

/// Percent notation, as in URLs.
enum Percent {
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
