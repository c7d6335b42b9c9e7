import Document

/// One question and its answer in the line protocol of CEL's conformance tests: an expression with
/// bindings in, a value, an error or an unknown out.
public enum ConformanceLine {
    /// Never fails: what cannot be understood is answered with an error.
    public static func answer(_ request: JSON) -> JSON {
        var answer: Object = ["id": request["id"] ?? .null]
        do {
            try fill(&answer, request)
        } catch {
            answer["error"] = .string(error.message)
        }
        return .object(answer)
    }

    private static func fill(
        _ answer: inout Object,
        _ request: JSON
    ) throws(EvaluationError) {
        guard let source = request["expr"]?.string else {
            throw EvaluationError(.invalidArgument, "the request has no expr")
        }
        let isChecked = request["disable_check"]?.bool != true
        var declarations = try ConformanceType.declarations(request["type_env"])
        declarations.container = request["container"]?.string ?? ""
        var bindings = Bindings()
        for (name, value) in request["bindings"]?.object ?? Object() {
            bindings[name] = .value(try ConformanceValue.decode(value))
            if !isChecked, declarations.variables[name] == nil {
                declarations.variables[name] = .dyn
            }
        }
        let program: Program
        do {
            program = try Program(
                source,
                declarations: declarations,
                expecting: nil,
                isChecked: isChecked,
                allowsMacros: request["disable_macros"]?.bool != true
            )
        } catch {
            throw EvaluationError(.invalidArgument, error.description)
        }
        if isChecked { answer["type"] = ConformanceType.encode(program.type) }
        guard request["check_only"]?.bool != true else { return }
        switch program.evaluate(bindings) {
        case .value(let value): answer["value"] = try ConformanceValue.encode(value)
        case .error(let error): throw error
        case .unknown(let names): answer["unknown"] = .array(names.sorted().map { .string($0) })
        }
    }
}
