import Guardrails

/// The events that a type has by AWS's models alone: every call that changes something, is called
/// after the type, and has the member that the type's ids are in, in its request or its answer.
struct DerivedEvents {
    /// What a type's ids are called, and what the type is called in the names of calls.
    struct Words: Sendable, Hashable {
        let member: String
        let noun: String

        private static let written = [
            "ec2.security-group": Words(member: "GroupId", noun: "SecurityGroup"),
            "ec2.address": Words(member: "AllocationId", noun: "Address"),
        ]

        /// Names that say nothing of what they name.
        private static let vague: Set<String> = ["Id", "Arn", "ARN", "Name", "name", "id", "arn"]

        /// Services whose events have names of their own, whose types share the name of their ids, or
        /// that take other names in the place of an id.
        private static let unlike: Set<String> = ["lambda", "cloudwatch", "kms"]

        /// Nil for a type whose ids go by a vague name or have several parts.
        init?(_ collector: Collector) {
            if let written = Self.written[collector.type.name] {
                self = written
                return
            }
            guard let declaration = collector.declaration, declaration.id.count == 1,
                case .member(let name)? = declaration.id[0].steps.last,
                !Self.vague.contains(name), !Self.unlike.contains(declaration.service)
            else { return nil }
            member = name
            let ending = ["Identifier", "Name", "Arn", "Id"].first { name.hasSuffix($0) } ?? ""
            noun = String(name.dropLast(ending.count))
        }

        private init(member: String, noun: String) {
            self.member = member
            self.noun = noun
        }

        /// Whether a call is called after the type, and not after another whose noun has its own in
        /// it: CreateVpcPeeringConnection makes no VPC.
        func name(_ call: String, beside others: Set<Words>) -> Bool {
            let call = call.lowercased()
            let noun = noun.lowercased()
            return call.contains(noun)
                && !others.contains { other in
                    let other = other.noun.lowercased()
                    return other != noun && other.contains(noun) && call.contains(other)
                }
        }
    }

    private let model: ServiceModel
    private let words: Words
    private let others: Set<Words>

    /// How deep answers are searched: what is deeper is about something else.
    private static let depth = 3

    init?(_ collector: Collector) {
        guard let words = Words(collector), let model = ServiceModel.named(collector.type.service),
            model.wireProtocol != .restXML
        else { return nil }
        self.words = words
        self.model = model
        others = Set(
            Collector.all.filter { $0.type.service == collector.type.service }
                .compactMap(Words.init)
        )
    }

    var all: [DeclaredEvent] {
        let calls = model.operations.values.filter {
            !$0.isRead && words.name($0.name, beside: others)
        }
        return calls.compactMap { operation in
            let places =
                find(in: operation.input, depth: 1).map { DeclaredEvent.Place.request($0) }
                + find(in: operation.output, depth: Self.depth).map { .response($0) }
            return places.isEmpty
                ? nil : DeclaredEvent(name: operation.name, service: nil, places: places)
        }
    }

    /// Paths to the members in a shape.
    private func find(in reference: WireShape.Reference?, depth: Int) -> [String] {
        guard let reference, depth > 0 else { return [] }
        return model[reference].members.flatMap { member -> [String] in
            let isMeant = member.name == words.member || member.name == "\(words.member)s"
            let shape = model[member.shape]
            switch shape.kind {
            case .string: return isMeant ? [member.name] : []
            case .list(let item):
                if case .string = model[item.shape].kind {
                    return isMeant ? ["\(member.name)[]"] : []
                }
                return find(in: item.shape, depth: depth - 1).map { "\(member.name)[].\($0)" }
            case .structure:
                return find(in: member.shape, depth: depth - 1).map { "\(member.name).\($0)" }
            default: return []
            }
        }
    }
}
