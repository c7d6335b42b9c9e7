import Document
import Foundation
import Guardrails
import Testing

@testable import AWS

/// A message as EventBridge delivers it, and what is to be made of it: `Events/*.json`.
struct EventSample: Sendable, CustomTestStringConvertible {
    let name: String
    let message: JSON
    /// `event`, the reason of a drop, or `dead: ` and what its reason says.
    let reading: String
    let mentions: Set<CloudEvent.Mention>
    let news: CloudEvent.AccountNews?

    var testDescription: String { name }

    static let all: [EventSample] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Events")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)),
                let sample = try? EventSample(name, JSON.parse(Array(data)))
            else { preconditionFailure("\(name) is no sample") }
            return sample
        }
    }()

    private init(_ name: String, _ json: JSON) throws {
        self.name = name
        message = try #require(json["message"])
        let expected = try #require(json["expected"])
        reading = try #require(expected["reading"]?.string)
        mentions = Set(
            try (expected["mentions"]?.array ?? []).map { item in
                let parts = try #require(item.array)
                return CloudEvent.Mention(
                    type: try #require(parts[0].string),
                    region: try #require(parts[1].string),
                    try Self.way(parts[2])
                )
            }
        )
        news = try expected["news"]?.array.map { parts in
            CloudEvent.AccountNews(
                account: try #require(parts[0].string),
                kind: try #require(parts[1].string.flatMap { .init(rawValue: $0) })
            )
        }
    }

    private static func way(_ json: JSON) throws -> CloudEvent.Mention.Way {
        if let id = json.string { return .id(id) }
        guard let object = json.object else { return .all }
        let (field, value) = try #require(object.first { _ in true })
        return .naming(field: field, value: try #require(value.string))
    }
}
