import Document
import Guardrails

/// Finds the resources of one type that a record of one event names.
struct MentionFinder: Sendable {
    let event: String
    private let type: ResourceType
    private let places: [ResourceEvent.Place]

    init(_ type: ResourceType, _ event: ResourceEvent) {
        self.event = event.name
        self.type = type
        places = event.places
    }

    /// Each once. What is named by ARN as another account's is not of this one.
    func mentions(in envelope: EventEnvelope) -> [CloudEvent.Mention] {
        var ids: [CloudEvent.Mention] = []
        var names: [CloudEvent.Mention] = []
        for place in places {
            switch place.form {
            case .single: ids.append(mention(.id(envelope.account), envelope.region))
            case .all: ids.append(mention(.all, envelope.region))
            case .naming(let field):
                names += texts(place, envelope).map {
                    mention(.naming(field: field, value: $0), envelope.region)
                }
            case .id, .name, .made: ids += self.ids(place, envelope)
            }
        }
        var seen: Set<CloudEvent.Mention> = []
        return (ids.isEmpty ? names : ids).filter { seen.insert($0).inserted }
    }

    private func ids(
        _ place: ResourceEvent.Place,
        _ envelope: EventEnvelope
    ) -> [CloudEvent.Mention] {
        texts(place, envelope).compactMap { text in
            let arn = NamedARN(text)
            guard arn.map({ $0.account == envelope.account || $0.account.isEmpty }) ?? true
            else { return nil }
            let region = arn.map(\.region).flatMap { $0.isEmpty ? nil : $0 } ?? envelope.region
            let id =
                switch place.form {
                case .name: arn?.name ?? text
                case .made(let form) where arn == nil: made(form, text, envelope)
                default: text
                }
            guard id.hasPrefix(place.prefix), !id.isEmpty else { return nil }
            return mention(.id(id), region)
        }
    }

    private func made(_ form: String, _ name: String, _ envelope: EventEnvelope) -> String {
        let partition = envelope.partition.name
        let values = [
            "partition": partition, "region": envelope.region, "account": envelope.account,
            "name": name,
        ]
        return form.split(separator: "{", omittingEmptySubsequences: false).enumerated()
            .map { index, piece in
                guard index > 0, let end = piece.firstIndex(of: "}") else { return String(piece) }
                return (values[String(piece[..<end])] ?? "") + piece[piece.index(after: end)...]
            }.joined()
    }

    private func mention(_ way: CloudEvent.Mention.Way, _ region: String) -> CloudEvent.Mention {
        // A bucket is listed in all regions at once, and lives in its own.
        let isHere = !type.isGlobal || type.name == "s3.bucket" && way != .all
        return CloudEvent.Mention(type: type.name, region: isHere ? region : Scope.global, way)
    }

    /// The texts at a place; of several parts one, where each is told once.
    private func texts(_ place: ResourceEvent.Place, _ envelope: EventEnvelope) -> [String] {
        let found = place.parts.map { RecordPath($0).texts(in: envelope.record) }
        guard found.count > 1 else { return found.first ?? [] }
        guard found.allSatisfy({ $0.count == 1 }) else { return [] }
        return [found.map { $0[0] }.joined(separator: "/")]
    }
}

/// The parts of an ARN that tell whose it is.
struct NamedARN {
    let region, account, name: String

    /// Nil for a text that is none.
    init?(_ text: String) {
        guard text.hasPrefix("arn:") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        region = String(parts[3])
        account = String(parts[4])
        name = String(parts[5].split { $0 == "/" || $0 == ":" }.last ?? "")
    }
}
