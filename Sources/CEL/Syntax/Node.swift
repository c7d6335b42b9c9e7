/// A node of the syntax tree, macros already unfolded. Lives only while a program is made.
final class Node {
    let kind: Kind
    /// The node's text in the source, in UTF-8 bytes.
    let range: Range<Int>
    /// Where a problem with this node is shown: the operator, the name after the dot.
    let offset: Int
    let height: Int
    /// What the checker found the name to mean.
    var resolution: Resolution?
    /// Where it is a document whose shape the host knows.
    var document: (any DocumentShape)?

    init(_ kind: Kind, range: Range<Int>, offset: Int? = nil) {
        self.kind = kind
        self.range = range
        self.offset = offset ?? range.lowerBound
        height = 1 + kind.children.reduce(0) { max($0, $1.height) }
    }

    enum Kind {
        case literal(Value)
        /// Absolute names are written with a leading dot.
        case identifier(String, isAbsolute: Bool)
        case select(Node, field: String, isOptional: Bool)
        case has(Node, field: String)
        case index(Node, Node, isOptional: Bool)
        case list([Element])
        case map([Entry])
        /// Also every operator without a case of its own, by the name in `Operator`.
        case call(String, target: Node?, [Node])
        case and([Node])
        case or([Node])
        case conditional(Node, Node, Node)
        case comprehension(Comprehension)
        case bind(String, Node, Node)
        /// The values are named `@index0` and on.
        case block([Node], Node)
        case mapOptional(Node, variable: String, Node, isFlat: Bool)
    }

    struct Element {
        let value: Node
        let isOptional: Bool
    }

    struct Entry {
        let key: Node
        let value: Node
        let isOptional: Bool
    }

    struct Comprehension {
        enum Kind { case all, exists, existsOne, map, transformMap, transformEntries }

        let kind: Kind
        let range: Node
        /// One or two.
        let variables: [String]
        let filter: Node?
        /// The predicate or the transformation; nil for `filter`, which keeps the elements.
        let body: Node?
    }
}

extension Node.Kind {
    var children: [Node] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _, _), .has(let operand, _): [operand]
        case .index(let operand, let index, _): [operand, index]
        case .list(let elements): elements.map(\.value)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .and(let nodes), .or(let nodes): nodes
        case .conditional(let condition, let yes, let no): [condition, yes, no]
        case .comprehension(let comprehension):
            [comprehension.range]
                + [comprehension.filter, comprehension.body].compactMap { $0 }
        case .bind(_, let value, let body): [value, body]
        case .block(let values, let body): values + [body]
        case .mapOptional(let operand, _, let body, _): [operand, body]
        }
    }
}

/// The names under which operators stand in the table of functions.
enum Operator {
    static let add = "_+_"
    static let subtract = "_-_"
    static let multiply = "_*_"
    static let divide = "_/_"
    static let modulo = "_%_"
    static let equal = "_==_"
    static let notEqual = "_!=_"
    static let less = "_<_"
    static let lessOrEqual = "_<=_"
    static let greater = "_>_"
    static let greaterOrEqual = "_>=_"
    static let within = "@in"
    static let not = "!_"
    static let negate = "-_"
}
