import Document

/// Types and declarations as `cel.expr.Type` and `cel.expr.Decl` in the JSON form of protocol
/// buffers.
enum ConformanceType {
    private static let primitives: [String: ValueType] = [
        "BOOL": .bool, "INT64": .int, "UINT64": .uint, "DOUBLE": .double, "STRING": .string,
        "BYTES": .bytes,
    ]
    private static let wellKnown: [String: ValueType] = [
        "TIMESTAMP": .timestamp, "DURATION": .duration, "ANY": .dyn,
    ]

    static func declarations(_ json: JSON?) throws(EvaluationError) -> Declarations {
        var declarations = Declarations()
        for entry in json?.array ?? [] {
            guard let name = entry["name"]?.string else {
                throw EvaluationError(.invalidArgument, "a declaration has no name")
            }
            if let type = entry["ident"]?["type"] {
                declarations.variables[name] = try decode(type)
            }
            for overload in entry["function"]?["overloads"]?.array ?? [] {
                declarations.functions.append(try function(name, overload))
            }
        }
        return declarations
    }

    private static func function(
        _ name: String,
        _ json: JSON
    ) throws(EvaluationError) -> Function {
        var parameters: [ValueType] = []
        for parameter in json["params"]?.array ?? [] { parameters.append(try decode(parameter)) }
        let isMember = json["isInstanceFunction"]?.bool == true && !parameters.isEmpty
        return Function(
            name,
            receiver: isMember ? parameters[0] : nil,
            parameters: Array(parameters.dropFirst(isMember ? 1 : 0)),
            result: try decode(json["resultType"] ?? ["dyn": [:]])
        ) { _ in .failure(.noSuchOverload, "unbound function '\(name)'") }
    }

    static func decode(_ json: JSON) throws(EvaluationError) -> ValueType {
        guard case .object(let object) = json, object.count == 1,
            let (kind, content) = object.first(where: { _ in true }),
            let type = try decode(kind, content)
        else { throw EvaluationError(.invalidArgument, "a declared type cannot be read") }
        return type
    }

    private static func decode(
        _ kind: String,
        _ content: JSON
    ) throws(EvaluationError) -> ValueType? {
        switch kind {
        case "dyn": return .dyn
        case "null": return .null
        case "primitive": return content.string.flatMap { primitives[$0] }
        case "wrapper": return content.string.flatMap { primitives[$0] }.map { .nullable($0) }
        case "wellKnown": return content.string.flatMap { wellKnown[$0] }
        case "listType": return .list(try decode(content["elemType"] ?? ["dyn": [:]]))
        case "mapType":
            return .map(
                try decode(content["keyType"] ?? ["dyn": [:]]),
                try decode(content["valueType"] ?? ["dyn": [:]])
            )
        case "typeParam": return content.string.map { .parameter($0) }
        case "type":
            return .type(content.object?.isEmpty == false ? try decode(content) : nil)
        case "messageType":
            return content.string.map { Environment.types[$0] ?? .object($0) }
        case "abstractType":
            var parameters: [ValueType] = []
            for parameter in content["parameterTypes"]?.array ?? [] {
                parameters.append(try decode(parameter))
            }
            guard let name = content["name"]?.string else { return nil }
            if name == ValueType.ip.name { return .ip }
            if name == ValueType.cidr.name { return .cidr }
            if name == ValueType.optional(.dyn).name { return .optional(parameters.first ?? .dyn) }
            return .abstract(name, parameters)
        default: return nil
        }
    }

    static func encode(_ type: ValueType) -> JSON {
        switch type {
        case .dyn: return ["dyn": [:]]
        case .null: return ["null": .null]
        case .bool, .int, .uint, .double, .string, .bytes:
            return ["primitive": .string(name(of: type))]
        case .nullable(let type): return ["wrapper": .string(name(of: type))]
        case .timestamp: return ["wellKnown": "TIMESTAMP"]
        case .duration: return ["wellKnown": "DURATION"]
        case .list(let type): return ["listType": ["elemType": encode(type)]]
        case .map(let key, let value):
            return ["mapType": ["keyType": encode(key), "valueType": encode(value)]]
        case .type(let type): return ["type": type.map { encode($0) } ?? [:]]
        case .optional(let inner): return abstract(type.name, [inner])
        case .ip, .cidr: return abstract(type.name, [])
        case .abstract(let name, let parameters): return abstract(name, parameters)
        case .object(let name): return ["messageType": .string(name)]
        case .parameter(let name): return ["typeParam": .string(name)]
        }
    }

    private static func name(of type: ValueType) -> String {
        primitives.first { $0.value == type }?.key ?? ""
    }

    private static func abstract(_ name: String, _ parameters: [ValueType]) -> JSON {
        var content: Object = ["name": .string(name)]
        if !parameters.isEmpty { content["parameterTypes"] = .array(parameters.map { encode($0) }) }
        return ["abstractType": .object(content)]
    }
}
