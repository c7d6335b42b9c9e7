/// Requests, or events, by what they carry under each key: a key that is not named may be anything.
public struct Box: Sendable, Hashable {
    public typealias Side = (key: String, set: KeySet)

    private var keys: [String] = []
    private var sets: [KeySet] = []

    public static let everything = Box()

    private init() {}

    public init(_ sides: some Sequence<Side>) throws(Undecidable) {
        for side in sides { try narrow(side) }
    }

    public var sides: [Side] { Array(zip(keys, sets)).map { (key: $0.0, set: $0.1) } }

    public subscript(_ key: String) -> KeySet {
        keys.firstIndex(of: key).map { sets[$0] } ?? .everything
    }

    public mutating func narrow(_ side: Side) throws(Undecidable) {
        if let index = keys.firstIndex(of: side.key) {
            sets[index] = try sets[index].intersection(side.set)
        } else {
            keys.append(side.key)
            sets.append(side.set)
        }
    }

    public func narrowed(_ side: Side) throws(Undecidable) -> Box {
        var box = self
        try box.narrow(side)
        return box
    }
}
