import Document

/// A document among what is logged: a log for programs has it as it is, one for people as text.
public struct LoggedDocument: Sendable, CustomStringConvertible {
    public let json: JSON

    public init(_ json: JSON) { self.json = json }

    public var description: String { json.text }
}
