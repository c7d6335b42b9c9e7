/// A set of texts: those that match one glob of every list in `all`, and none of `none`.
public struct StringSet: Sendable, Hashable {
    public private(set) var all: [[Glob]]
    public private(set) var none: [Glob]

    private init(all: [[Glob]], none: [Glob]) {
        self.all = all
        self.none = none
    }

    public static let everything = StringSet(all: [], none: [])

    public static func matching(_ globs: [Glob]) -> StringSet {
        globs.contains(where: \.isEverything) ? .everything : StringSet(all: [globs], none: [])
    }

    public static func matchingNone(of globs: [Glob]) -> StringSet {
        StringSet(all: [], none: globs)
    }

    public var isEverything: Bool { all.isEmpty && none.isEmpty }

    public func intersection(_ other: StringSet) -> StringSet {
        if isEverything { return other }
        if other.isEverything { return self }
        return StringSet(
            all: all + other.all.filter { !all.contains($0) },
            none: none + other.none.filter { !none.contains($0) }
        )
    }

    /// What is not in it, where one list says all of it.
    var complement: StringSet? {
        if none.isEmpty, all.count <= 1 { return .matchingNone(of: all.first ?? [.everything]) }
        return all.isEmpty ? .matching(none) : nil
    }

    public func contains(_ text: String) -> Bool {
        all.allSatisfy { $0.contains { $0.matches(text) } }
            && !none.contains { $0.matches(text) }
    }
}
