/// Finds the shared key list of an object while its members arrive one by one: a tree whose edges
/// are member names. Objects with arbitrary keys (tags, policies) would grow it without end, so a
/// node with many children stops sharing for what comes below it.
struct KeyTree: ~Copyable {
    private struct Node {
        let name: String
        let keys: Keys
        var firstChild: Int32
        var nextSibling: Int32
        var childCount: UInt8
    }

    static let root: Int32 = 0
    static let unshared: Int32 = -1
    private static let childLimit = 12
    private static let nodeLimit = 4096
    /// Each node has a list of all names above it.
    private static let depthLimit = 128

    private var nodes: [Node]

    init() {
        nodes = [
            Node(name: "", keys: .none, firstChild: -1, nextSibling: -1, childCount: 0)
        ]
    }

    func keys(of node: Int32) -> Keys { nodes[Int(node)].keys }

    /// The node for `parent`'s names and this one; `unshared` where sharing stops.
    mutating func step(from parent: Int32, name: UnsafeBufferPointer<UInt8>) -> Int32 {
        var child = nodes[Int(parent)].firstChild
        while child >= 0 {
            if nodes[Int(child)].name.hasBytes(name) { return child }
            child = nodes[Int(child)].nextSibling
        }
        return grow(from: parent, name: String(decoding: name, as: UTF8.self))
    }

    private mutating func grow(from parent: Int32, name: String) -> Int32 {
        let above = nodes[Int(parent)]
        guard above.childCount < Self.childLimit, nodes.count < Self.nodeLimit,
            above.keys.names.count < Self.depthLimit, above.keys.position(of: name) == nil
        else { return Self.unshared }
        let made = Int32(nodes.count)
        nodes.append(
            Node(
                name: name,
                keys: Keys(above.keys.names + [name]),
                firstChild: -1,
                nextSibling: above.firstChild,
                childCount: 0
            )
        )
        nodes[Int(parent)].firstChild = made
        nodes[Int(parent)].childCount += 1
        return made
    }
}

extension String {
    fileprivate func hasBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let same = utf8.withContiguousStorageIfAvailable { own in
            own.count == bytes.count && own.elementsEqual(bytes)
        }
        return same ?? utf8.elementsEqual(bytes)
    }
}
