/// Everything that a name can mean in one compilation.
struct Environment {
    let declarations: Declarations
    private let host: [String: [Overload]]

    init(_ declarations: Declarations) {
        self.declarations = declarations
        host = Dictionary(grouping: declarations.functions.map(Overload.init), by: \.name)
    }

    func overloads(_ name: String) -> [Overload] {
        (host[name] ?? []) + (Library.overloads[name] ?? [])
    }

    var functionNames: [String] {
        Array(host.keys) + Library.overloads.keys
    }

    /// The full names that a name may stand for, the innermost namespace first.
    func candidates(_ name: String, isAbsolute: Bool) -> [String] {
        guard !isAbsolute, !declarations.container.isEmpty else { return [name] }
        var names: [String] = []
        var spaces = declarations.container.split(separator: ".").map(String.init)
        while !spaces.isEmpty {
            names.append(spaces.joined(separator: ".") + "." + name)
            spaces.removeLast()
        }
        return names + [name]
    }

    static let types: [String: ValueType] = [
        "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
        "bytes": .bytes, "null_type": .null, "type": .type(nil), "list": .list(.dyn),
        "map": .map(.dyn, .dyn), "optional_type": .optional(.dyn),
        "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
        "net.IP": .ip, "net.CIDR": .cidr,
    ]
}
