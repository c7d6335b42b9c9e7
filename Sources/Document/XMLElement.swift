import CXML

/// One element of an XML document, which stays in memory for as long as any of its elements is used.
/// Not for use across tasks.
public struct XMLElement {
    private let document: XMLTree
    private let node: xmlNodePtr

    fileprivate init(document: XMLTree, node: xmlNodePtr) {
        self.document = document
        self.node = node
    }

    /// Parses a document and answers its root. No DOCTYPE and so no entities of the document's own,
    /// UTF-8 only, at most 256 levels.
    ///
    /// - Parameter isStopped: whether nobody waits for it any more; asked now and then.
    public static func parse(
        _ bytes: [UInt8],
        limits: XMLLimits = .standard,
        isStopped: @escaping () -> Bool = { false }
    ) throws(ParseFailure) -> XMLElement {
        var scan = XMLScan(limits, isStopped: isStopped)
        if let refusal = scan.refusal(of: bytes) {
            throw ParseFailure(refusal.reason, at: refusal.offset, in: bytes)
        }
        if let place = XMLTree.doctype(in: bytes) {
            throw ParseFailure("a DOCTYPE is not allowed", at: place, in: bytes)
        }
        let tree = try XMLTree(bytes)
        guard let root = xmlDocGetRootElement(tree.document) else {
            throw ParseFailure("no element", at: 0, in: bytes)
        }
        return XMLElement(document: tree, node: root)
    }

    /// Without the namespace's prefix.
    public var name: String { String(cString: node.pointee.name) }

    /// The text between the tags, that of elements inside left out.
    public var text: String {
        var text = ""
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
                if let content = current.pointee.content { text += String(cString: content) }
            default: break
            }
            child = current.pointee.next
        }
        return text
    }

    /// The elements inside, in their order; walked, not copied.
    public struct Children: Sequence, IteratorProtocol {
        fileprivate let document: XMLTree
        fileprivate var child: xmlNodePtr?

        public mutating func next() -> XMLElement? {
            while let current = child {
                child = current.pointee.next
                if current.pointee.type == XML_ELEMENT_NODE {
                    return XMLElement(document: document, node: current)
                }
            }
            return nil
        }
    }

    public var children: Children {
        Children(document: document, child: node.pointee.children)
    }

    /// The first element inside of the name.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// An attribute by its local name, whatever its prefix.
    public func attribute(_ name: String) -> String? {
        var next = node.pointee.properties
        while let attribute = next {
            if String(cString: attribute.pointee.name) == name {
                guard
                    let value = xmlNodeListGetString(
                        document.document,
                        attribute.pointee.children,
                        1
                    )
                else { return "" }
                defer { parapet_xml_free(value) }
                return String(cString: value)
            }
            next = attribute.pointee.next
        }
        return nil
    }
}

/// Owns libxml2's tree.
private final class XMLTree {
    let document: xmlDocPtr

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    init(_ bytes: [UInt8]) throws(ParseFailure) {
        precondition(Self.isReady)
        guard let context = xmlNewParserCtxt() else { preconditionFailure("libxml2: no memory") }
        defer { xmlFreeParserCtxt(context) }
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_COMPACT.rawValue
        let parsed = bytes.withUnsafeBytes { bytes in
            xmlCtxtReadMemory(
                context,
                bytes.bindMemory(to: CChar.self).baseAddress,
                Int32(clamping: bytes.count),
                nil,
                "UTF-8",
                Int32(bitPattern: options)
            )
        }
        guard let parsed else {
            let error = xmlCtxtGetLastError(context)
            let message = error?.pointee.message.map { String(cString: $0) } ?? "not XML"
            let line = Int(error?.pointee.line ?? 1)
            let offset = Self.offset(ofLine: line, in: bytes)
            let reason = String(message.prefix { $0 != "\n" })
            throw ParseFailure(reason, at: offset, in: bytes)
        }
        document = parsed
    }

    deinit { xmlFreeDoc(document) }

    private static func offset(ofLine line: Int, in bytes: [UInt8]) -> Int {
        var current = 1
        for (offset, byte) in bytes.enumerated() {
            if current == line { return offset }
            if byte == UInt8(ascii: "\n") { current += 1 }
        }
        return bytes.count
    }

    /// Where a DOCTYPE begins. It can only stand before the first element.
    static func doctype(in bytes: [UInt8]) -> Int? {
        var at = 0
        while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")), open + 1 < bytes.count {
            switch bytes[open + 1] {
            case UInt8(ascii: "?"): at = open + 2
            case UInt8(ascii: "!"):
                guard bytes[(open + 2)...].starts(with: "--".utf8) else { return open }
                guard let end = bytes[(open + 4)...].firstRange(of: "-->".utf8) else { return nil }
                at = end.upperBound
            default: return nil
            }
        }
        return nil
    }
}
