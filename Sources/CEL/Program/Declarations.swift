/// What an expression may use besides the standard library.
public struct Declarations: Sendable {
    /// Variable name, possibly dotted, to type.
    public var variables: [String: ValueType]
    /// Object type name to field name to type.
    public var objects: [String: [String: ValueType]]
    /// Object type name to the fields that are dynamic documents of a known shape.
    public var documents: [String: [String: any DocumentShape]]
    public var functions: [Function]
    /// The namespace in which names are looked up first, such as `com.example`.
    public var container: String

    public init(
        variables: [String: ValueType] = [:],
        objects: [String: [String: ValueType]] = [:],
        documents: [String: [String: any DocumentShape]] = [:],
        functions: [Function] = [],
        container: String = ""
    ) {
        self.variables = variables
        self.objects = objects
        self.documents = documents
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
    /// For people who write conditions: what it answers, and how it is used. Empty where the host
    /// documents it elsewhere.
    public let meaning, example: String
    /// Called with the receiver first. Called only with arguments that fit the declared types at
    /// their outermost level. Must depend on nothing but its arguments.
    public let body: @Sendable ([Value]) -> Outcome

    public init(
        _ name: String,
        receiver: ValueType? = nil,
        parameters: [ValueType] = [],
        result: ValueType,
        meaning: String = "",
        example: String = "",
        body: @escaping @Sendable ([Value]) -> Outcome
    ) {
        self.name = name
        self.receiver = receiver
        self.parameters = parameters
        self.result = result
        self.meaning = meaning
        self.example = example
        self.body = body
    }
}
