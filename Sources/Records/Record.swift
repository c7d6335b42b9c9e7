import Document

/// A document that CONTRACTS promise: the same keys in the same order wherever it is written.
public protocol Record: Sendable, Hashable {
    /// For messages: `finding`.
    static var kind: String { get }

    /// Reads what another release may have written: unknown keys are left out.
    ///
    /// - Throws: what is missing, or is not what it should be.
    init(_ json: JSON) throws(RecordFailure)

    /// Its keys in the order of CONTRACTS.
    var json: JSON { get }
}

/// A document that is not what CONTRACTS promise.
public struct RecordFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// `finding`
    public let kind: String
    /// The member, as in `resource.type`; empty for the document itself.
    public let path: String
    /// What was expected there.
    public let expectation: String

    public var description: String {
        let place = path.isEmpty ? "a \(kind)" : "'\(path)' of a \(kind)"
        return "PAR-REC-01 \(place) is not \(expectation) | hint: is it of another version? "
            + "try 'parapet migrate'"
    }
}
