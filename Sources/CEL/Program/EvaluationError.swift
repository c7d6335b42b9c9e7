/// Why an evaluation has no value.
public struct EvaluationError: Error, Sendable {
    public enum Kind: Sendable, Hashable {
        case noSuchOverload, noSuchField, noSuchKey, noSuchVariable
        case overflow, divideByZero, outOfRange, invalidArgument
        /// A function of the host said no.
        case host
        case costLimitExceeded
    }

    // One word, so that outcomes stay small.
    private final class Storage: Sendable {
        let kind: Kind
        let message: String
        let offset: Int?

        init(kind: Kind, message: String, offset: Int?) {
            self.kind = kind
            self.message = message
            self.offset = offset
        }
    }

    private let storage: Storage

    public init(_ kind: Kind, _ message: String, offset: Int? = nil) {
        storage = Storage(kind: kind, message: message, offset: offset)
    }

    public var kind: Kind { storage.kind }
    public var message: String { storage.message }
    /// Where in the source, in UTF-8 bytes; nil where it is not known.
    public var offset: Int? { storage.offset }

    func at(_ offset: Int) -> EvaluationError {
        storage.offset == nil ? EvaluationError(kind, message, offset: offset) : self
    }
}

extension EvaluationError: CustomStringConvertible {
    public var description: String { message }
}
