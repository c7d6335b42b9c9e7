import CEL
import Document

/// A condition outside any guardrail, for people who try one: it sees `now` and `days()`, what they
/// bind, and with a resource type all that a guardrail's criteria see of one resource.
public struct Condition: Sendable {
    private let program: Program
    private let type: ResourceType?
    private let bound: [String: JSON]

    /// - Parameter bound: variables beside the others; they win over `now`.
    public init(
        _ source: String,
        on type: ResourceType? = nil,
        binding bound: [String: JSON] = [:]
    ) throws(CompileFailure) {
        var declarations =
            type.map { Surroundings.declarations(for: $0) }
            ?? Declarations(variables: ["now": .timestamp], functions: [Surroundings.days])
        for name in bound.keys { declarations.variables[name] = .dyn }
        program = try Program(source, declarations: declarations)
        self.type = type
        self.bound = bound
    }

    /// - Parameters:
    ///   - document: the resource, written as in a guardrail's tests or as `collect` prints one.
    ///   - account: the resource's, as conditions see it.
    /// - Throws: what does not fit the resource type, with its place.
    public func evaluate(
        _ document: Guardrail.Example? = nil,
        account: Account,
        estate: Estate,
        now: Timestamp
    ) throws(Problems) -> Outcome {
        var bindings: Bindings = ["now": .value(.timestamp(now))]
        if let type, let document {
            let resource = try document.resource(of: type, account)
            bindings =
                Surroundings(
                    account: account,
                    estate: EstateValue(estate),
                    now: now,
                    exceptionTag: ""
                ).bindings
            bindings["resource"] = .value(.object(DocumentObject(resource, type)))
            bindings["region"] = .value(.string(resource.name.region))
        }
        for (name, json) in bound { bindings[name] = .value(Value(json: json)) }
        return program.evaluate(bindings)
    }
}

extension Guardrail.Example {
    /// The one resource that it holds.
    fileprivate func resource(
        of type: ResourceType,
        _ account: Account
    ) throws(Problems) -> Resource {
        let source = YAMLSource(file: file, codes: "PAR-DOC")
        guard let root = source.root(of: text, .printed) else { throw Problems(source.problems) }
        let found = root.examples(of: type, account)
        if found.count > 1 { root.bad("\(found.count) resources: a condition is tried on one") }
        guard !source.hasErrors, let resource = found.first else {
            throw Problems(source.problems)
        }
        return resource
    }
}
