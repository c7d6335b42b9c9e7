/// A name that a file gives to something that others know: a resource type, a region, a file.
public struct NamedInFile: Sendable, Hashable {
    public let name: String
    public let place: Place

    public init(_ name: String, at place: Place) {
        self.name = name
        self.place = place
    }
}
