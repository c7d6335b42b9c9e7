/// The names of an object's members. Objects of the same shape share one list, which is most of
/// what a thousand security groups would otherwise hold.
///
/// Changed only while its one owner holds it (`isKnownUniquelyReferenced`), hence Sendable.
final class Keys: @unchecked Sendable {
    /// Below this a scan of the names is faster than hashing one.
    private static let indexedFrom = 12

    private(set) var names: [String]
    private var index: [String: Int]?

    init(_ names: [String]) {
        self.names = names
        if names.count >= Self.indexedFrom { buildIndex() }
    }

    static let none = Keys([])

    func position(of name: String) -> Int? {
        if let index { return index[name] }
        return names.firstIndex(of: name)
    }

    func append(_ name: String) {
        names.append(name)
        if index != nil {
            index?[name] = names.count - 1
        } else if names.count >= Self.indexedFrom {
            buildIndex()
        }
    }

    func remove(at position: Int) {
        names.remove(at: position)
        index = nil
        if names.count >= Self.indexedFrom { buildIndex() }
    }

    private func buildIndex() {
        var built: [String: Int] = [:]
        built.reserveCapacity(names.count)
        for (position, name) in names.enumerated() { built[name] = position }
        index = built
    }
}
