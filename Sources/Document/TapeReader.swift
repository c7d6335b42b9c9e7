import CSIMDJSON

/// Builds a tree from simdjson's tape. A struct that is never copied: state in a class would pay
/// an exclusivity check at every step.
struct TapeReader: ~Copyable {
    private let tape: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private var at = 1
    private var keyTree = KeyTree()
    private var refused = false

    private init(_ document: parapet_json_tape) {
        tape = document.tape
        strings = document.strings
    }

    /// Nil for a document that is refused.
    static func read(_ bytes: [UInt8], _ limits: ParseLimits) throws(ParseFailure) -> JSON? {
        var document = parapet_json_tape()
        let parsed = bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return false }
            // simdjson counts the document itself as a level.
            return parapet_json_parse(start, buffer.count, limits.depth + 1, &document)
        }
        defer { parapet_json_release() }
        guard parsed else { return nil }
        // The tape's first word says where it ends. A value takes one or two words, a list two.
        guard document.tape[0] & 0xFF_FFFF_FFFF_FFFF <= UInt64(limits.values) * 2 else {
            throw ParseFailure("more than \(limits.values) values", at: 0, in: bytes)
        }
        var reader = TapeReader(document)
        let value = reader.value()
        return reader.refused ? nil : value
    }

    private mutating func value() -> JSON {
        let word = tape[at]
        at += 1
        switch UInt8(word >> 56) {
        case UInt8(ascii: "\""): return .string(Self.string(stringBytes(word)))
        case UInt8(ascii: "{"): return object(countHint: Int(word >> 32 & 0xFF_FFFF))
        case UInt8(ascii: "["): return array(countHint: Int(word >> 32 & 0xFF_FFFF))
        case UInt8(ascii: "l"):
            at += 1
            return .int(Int64(bitPattern: tape[at - 1]))
        case UInt8(ascii: "d"):
            at += 1
            return .double(Double(bitPattern: tape[at - 1]))
        case UInt8(ascii: "t"): return .bool(true)
        case UInt8(ascii: "f"): return .bool(false)
        case UInt8(ascii: "n"): return .null
        default:
            // "u": an integer beyond Int64, which a tree cannot hold exactly.
            at += 1
            refused = true
            return .null
        }
    }

    private mutating func array(countHint: Int) -> JSON {
        var elements: [JSON] = []
        elements.reserveCapacity(min(countHint, 65536))
        while tape[at] >> 56 != UInt64(UInt8(ascii: "]")) {
            elements.append(value())
            if refused { return .null }
        }
        at += 1
        return .array(elements)
    }

    private mutating func object(countHint: Int) -> JSON {
        var values: [JSON] = []
        values.reserveCapacity(min(countHint, 4096))
        var node = KeyTree.root
        while tape[at] >> 56 != UInt64(UInt8(ascii: "}")) {
            let name = stringBytes(tape[at])
            let next = keyTree.step(from: node, name: name)
            if next == KeyTree.unshared { return restOfObject(from: node, values: values) }
            at += 1
            node = next
            values.append(value())
            if refused { return .null }
        }
        at += 1
        return .object(Object(shape: keyTree.keys(of: node), values: values))
    }

    /// The rest of an object whose keys are not worth sharing.
    private mutating func restOfObject(from node: Int32, values: [JSON]) -> JSON {
        var values = values
        let keys = Keys(keyTree.keys(of: node).names)
        while tape[at] >> 56 != UInt64(UInt8(ascii: "}")) {
            let name = Self.string(stringBytes(tape[at]))
            at += 1
            if keys.position(of: name) != nil { refused = true }
            keys.append(name)
            values.append(value())
            if refused { return .null }
        }
        at += 1
        return .object(Object(shape: keys, values: values))
    }

    private func stringBytes(_ word: UInt64) -> UnsafeBufferPointer<UInt8> {
        let start = strings + Int(word & 0xFF_FFFF_FFFF_FFFF)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: start + 4, count: Int(count))
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
