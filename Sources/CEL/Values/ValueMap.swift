/// A map of the language: keys are bool, int, uint or string, and `1`, `1u` and `1.0` find the same
/// entry. Keeps the order of insertion.
public struct ValueMap: Sendable {
    /// Linear search beats hashing below this many entries.
    private static let linearLimit = 8

    public private(set) var keys: [Value]
    public private(set) var values: [Value]
    private var normal: [MapKey]
    private var index: [MapKey: Int]

    public init() {
        keys = []
        values = []
        normal = []
        index = [:]
    }

    /// Later members win over earlier ones of the same name.
    public init(_ members: some Sequence<(String, Value)>) {
        self.init()
        for (name, value) in members { set(.string(name), MapKey.string(name), value) }
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    /// The value under a key; nil where there is none or the value cannot be a key.
    public subscript(key: Value) -> Value? {
        guard let key = MapKey(key) else { return nil }
        return position(of: key).map { values[$0] }
    }

    public subscript(name: String) -> Value? {
        guard keys.count <= Self.linearLimit else { return index[.string(name)].map { values[$0] } }
        for position in keys.indices {
            if case .string(let key) = keys[position], key.hasSameText(as: name) {
                return values[position]
            }
        }
        return nil
    }

    /// False when the value cannot be a key or the key is there already; then nothing changes.
    public mutating func insert(_ key: Value, _ value: Value) -> Bool {
        guard let normal = MapKey(key), !key.isDouble, position(of: normal) == nil else {
            return false
        }
        append(key, normal, value)
        return true
    }

    private mutating func set(_ key: Value, _ normal: MapKey, _ value: Value) {
        if let position = position(of: normal) {
            values[position] = value
        } else {
            append(key, normal, value)
        }
    }

    private mutating func append(_ key: Value, _ normal: MapKey, _ value: Value) {
        keys.append(key)
        values.append(value)
        self.normal.append(normal)
        if keys.count == Self.linearLimit + 1 {
            for (position, key) in self.normal.enumerated() { index[key] = position }
        } else if keys.count > Self.linearLimit {
            index[normal] = keys.count - 1
        }
    }

    private func position(of key: MapKey) -> Int? {
        keys.count <= Self.linearLimit ? normal.firstIndex(of: key) : index[key]
    }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Value {
    fileprivate var isDouble: Bool { if case .double = self { true } else { false } }
}
