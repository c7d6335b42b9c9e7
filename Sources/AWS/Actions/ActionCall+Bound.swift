import Document

extension ActionCall {
    private static let mark = "$image"

    /// For an input: what the image has at this place when the call is sent, such as the id that AWS gave
    /// to what an earlier call of the same change made. A plan is the same text before and after that
    /// call, so what was approved is what is sent, and what is left after a crash is its end.
    static func found(_ path: [String]) -> JSON { [mark: .list(path)] }

    /// The call as it is sent; nil where the image lacks what it needs.
    ///
    /// - Parameter image: as it is now, read after the calls before this one.
    public func bound(to image: JSON) -> ActionCall? {
        guard let input = Self.bound(.object(input), image)?.object else { return nil }
        return ActionCall(
            service,
            operation,
            input,
            pauseSeconds: pauseSeconds,
            isRepeatable: isRepeatable
        )
    }

    private static func bound(_ value: JSON, _ image: JSON) -> JSON? {
        switch value {
        case .array(let items):
            let bound = items.compactMap { self.bound($0, image) }
            return bound.count == items.count ? .array(bound) : nil
        case .object(let members):
            if members.count == 1, let path = members[mark]?.array {
                let found = path.compactMap(\.string).reduce(Optional(image)) { $0?[$1] }
                return found.flatMap { $0.isNull ? nil : $0 }
            }
            var bound = Object()
            for (name, member) in members {
                guard let member = self.bound(member, image) else { return nil }
                bound[name] = member
            }
            return .object(bound)
        default: return value
        }
    }
}
