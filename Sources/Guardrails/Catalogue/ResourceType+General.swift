import CEL

extension ResourceType {
    /// A field that resources of every type have.
    public struct GeneralField: Sendable, Hashable {
        public let name: String
        public let shape: Shape
        public let meaning: String
        /// What a condition writes where it may be absent; nil: it is always there.
        public let whenAbsent: String?
    }

    public static let generalFields = [
        GeneralField(
            name: "id",
            shape: .text,
            meaning: "the id as AWS gives it",
            whenAbsent: nil
        ),
        GeneralField(
            name: "arn",
            shape: .text,
            meaning: "the ARN, where AWS has one",
            whenAbsent: "has(resource.arn) && resource.arn == 'x'"
        ),
        GeneralField(
            name: "name",
            shape: .text,
            meaning: "the name, where AWS has one",
            whenAbsent: "resource.?name.orValue('') == 'x'"
        ),
        GeneralField(
            name: "region",
            shape: .text,
            meaning: "the region that it lives in, or 'global'",
            whenAbsent: nil
        ),
        GeneralField(
            name: "account",
            shape: .text,
            meaning: "the id of its account",
            whenAbsent: nil
        ),
        GeneralField(
            name: "tags",
            shape: .map(.text),
            meaning: "its tags by their keys",
            whenAbsent: "resource.tag('key') == ''"
        ),
        GeneralField(
            name: "aws",
            shape: .any,
            meaning: "what AWS answered, members by the names of its API",
            whenAbsent: "has(resource.aws.Member) && resource.aws.Member == 'x'"
        ),
    ]

    /// What may be written of every resource in documents; ``GeneralField`` without `aws`.
    static let identityFields = generalFields.filter { $0.shape != .any }
        .map { ($0.name, $0.shape) }

    /// The methods of the resource itself, as conditions may call them.
    public var methods: [Function] {
        functions.filter { $0.receiver == .object(name) } + [Surroundings.tag(of: self)]
    }

    public func methods(of element: Element) -> [Function] {
        functions.filter { $0.receiver == .object(element.name) }
    }
}
