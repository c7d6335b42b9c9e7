/// The variables of one evaluation.
public struct Bindings: Sendable {
    // Few names: comparing beats hashing.
    private var names: [String]
    private var fields: [Field]

    public init() {
        names = []
        fields = []
    }

    public init(_ members: some Sequence<(String, Field)>) {
        self.init()
        for (name, field) in members { self[name] = field }
    }

    /// Nil where nothing is bound.
    public subscript(name: String) -> Field? {
        get { names.firstIndex(of: name).map { fields[$0] } }
        set {
            if let index = names.firstIndex(of: name) {
                fields[index] = newValue ?? .absent
            } else if let newValue {
                names.append(name)
                fields.append(newValue)
            }
        }
    }
}

extension Bindings: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Field)...) { self.init(elements) }
}
