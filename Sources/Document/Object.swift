/// The members of a JSON object, in the order they were written. Two objects with the same members
/// are equal whatever their order.
public struct Object: Sendable {
    private var shape: Keys
    private var values: [JSON]

    public init() {
        shape = .none
        values = []
    }

    /// The names must be distinct, and as many as the values.
    init(shape: Keys, values: [JSON]) {
        self.shape = shape
        self.values = values
    }

    /// Later members win over earlier ones of the same name.
    public init(_ members: some Sequence<(String, JSON)>) {
        self.init()
        for (name, value) in members { self[name] = value }
    }

    /// - Precondition: the names are distinct, and as many as the values.
    public init(distinctNames names: [String], values: [JSON]) {
        precondition(names.count == values.count)
        shape = Keys(names)
        self.values = values
    }

    public var count: Int { values.count }
    public var isEmpty: Bool { values.isEmpty }
    public var keys: [String] { shape.names }

    /// The member's value; setting nil removes the member.
    public subscript(name: String) -> JSON? {
        get { shape.position(of: name).map { values[$0] } }
        set {
            switch (shape.position(of: name), newValue) {
            case (let position?, let value?): values[position] = value
            case (let position?, nil):
                makeShapeOwn()
                shape.remove(at: position)
                values.remove(at: position)
            case (nil, let value?):
                makeShapeOwn()
                shape.append(name)
                values.append(value)
            case (nil, nil): break
            }
        }
    }

    private mutating func makeShapeOwn() {
        if !isKnownUniquelyReferenced(&shape) { shape = Keys(shape.names) }
    }
}

extension Object: Sequence {
    public func makeIterator() -> Zip2Sequence<[String], [JSON]>.Iterator {
        zip(shape.names, values).makeIterator()
    }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.0] == $0.1 }
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (name, value) in self {
            var member = Hasher()
            member.combine(name)
            member.combine(value)
            combined ^= member.finalize()
        }
        hasher.combine(combined)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
