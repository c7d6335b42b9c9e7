/// What an expression may use besides the standard library.
public struct Declarations: Sendable {
    /// Variable name, possibly dotted, to type.
    public var variables: [String: ValueType]
    /// Object type name to field name to type.
    public var objects: [String: [String: ValueType]]
    public var functions: [Function]
    /// The namespace in which names are looked up first, such as `com.example`.
    public var container: String

    public init(
        variables: [String: ValueType] = [:],
        objects: [String: [String: ValueType]] = [:],
        functions: [Function] = [],
        container: String = ""
    ) {
        self.variables = variables
        self.objects = objects
        self.functions = functions
        self.container = container
    }
}

/// One overload of a host function, or with a receiver of a host method.
public struct Function: Sendable {
    public let name: String
    public let receiver: ValueType?
    public let parameters: [ValueType]
    public let result: ValueType
    /// Called with the receiver first. Called only with arguments that fit the declared types at
    /// their outermost level. Must depend on nothing but its arguments.
    public let body: @Sendable ([Value]) -> Outcome

    public init(
        _ name: String,
        receiver: ValueType? = nil,
        parameters: [ValueType] = [],
        result: ValueType,
        body: @escaping @Sendable ([Value]) -> Outcome
    ) {
        self.name = name
        self.receiver = receiver
        self.parameters = parameters
        self.result = result
        self.body = body
    }
}
