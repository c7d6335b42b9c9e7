/// Finds every path from a declared variable that a checked expression may read.
struct ReadCollector {
    private(set) var reads: Set<[String]> = []
    /// Variables of `cel.bind` that stand for a path.
    private var aliases: [Int: [String]] = [:]

    static func reads(of node: Node) -> Set<[String]> {
        var collector = ReadCollector()
        collector.visit(node)
        return collector.reads
    }

    private func path(of node: Node) -> [String]? {
        switch (node.resolution, node.kind) {
        case (.variable(let name)?, _): [name]
        case (.local(let slot)?, _): aliases[slot]
        case (nil, .select(let operand, let field, _)): path(of: operand).map { $0 + [field] }
        default: nil
        }
    }

    private mutating func visit(_ node: Node) {
        if let path = path(of: node) {
            reads.insert(path)
            return
        }
        switch node.kind {
        case .has(let operand, let field):
            if let path = path(of: operand) {
                reads.insert(path + [field])
            } else {
                visit(operand)
            }
        case .call(let name, let target?, let arguments):
            guard case .call(let overloads, let dropsTarget)? = node.resolution else { break }
            if !dropsTarget {
                let isHost = overloads.contains(where: \.implementation.isHost)
                if isHost, let path = path(of: target) {
                    reads.insert(path + [name + "()"])
                } else {
                    visit(target)
                }
            }
            for argument in arguments { visit(argument) }
            return
        case .bind(_, let value, let body): scope(node, [value], body)
        case .block(let values, let body): scope(node, values, body)
        default:
            for child in node.kind.children { visit(child) }
        }
    }

    private mutating func scope(_ node: Node, _ values: [Node], _ body: Node) {
        guard case .slots(let slots)? = node.resolution else { return }
        for (slot, value) in zip(slots, values) {
            if let path = path(of: value) { aliases[slot] = path } else { visit(value) }
        }
        visit(body)
    }
}
