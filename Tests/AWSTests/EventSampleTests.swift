import Document
import Guardrails
import Testing

@testable import AWS

/// What records of every shape say has changed, and what they never do.
struct EventSampleTests {
    @Test(arguments: EventSample.all)
    func saysWhatChanged(_ sample: EventSample) {
        switch EventReaderTests.reader.read(message: sample.message.text) {
        case .event(let event):
            #expect(sample.reading == "event")
            #expect(Set(event.mentions) == sample.mentions)
            #expect(event.mentions.count == sample.mentions.count)
            #expect(event.news == sample.news)
        case .dropped(let reason): #expect(sample.reading == reason.rawValue)
        case .dead(let reason): #expect("dead: \(reason)".hasPrefix(sample.reading))
        }
    }

    /// Whatever stands where: no crash, and nothing that is another account's.
    @Test(arguments: EventSample.all)
    func ofAnyFormItSpeaksOfItsOwnAccountAlone(_ sample: EventSample) {
        let accounts = Set([EventReaderTests.account, EventReaderTests.management])
        for body in Mutations(of: sample.message).all {
            guard case .event(let event) = EventReaderTests.reader.read(document: body) else {
                continue
            }
            // The one that joins says so itself.
            #expect(accounts.contains(event.account) || event.news?.account == event.account)
            for mention in event.mentions {
                guard let arn = mention.id.flatMap(NamedARN.init) else { continue }
                #expect([event.account, ""].contains(arn.account))
            }
            if let news = event.news { #expect(news.account.isAccountID) }
        }
    }

    /// The reading of a record that many resources are named in stays small.
    @Test func ofMoreThanAnyCallTakesARestIsLeftOut() {
        let items = (0..<5_000).map { JSON.object(["resourceId": .string("sg-\($0)")]) }
        let body = EventReaderTests.message([
            "eventName": "CreateTags",
            "requestParameters": ["resourcesSet": ["items": .array(items)]],
        ])
        guard case .event(let event) = EventReaderTests.reader.read(message: body) else {
            Issue.record("no event")
            return
        }
        #expect(event.mentions.count == 1_000)
    }
}

/// A document with each of its members as each other kind of value, one at a time.
struct Mutations {
    let all: [JSON]

    private static let values: [JSON] = [
        .null, .bool(true), .int(-1), "arn:aws:iam::444455556666:role/x",
        .array([.array(["444455556666"])]), .object(["items": .array([.object(["x": .null])])]),
    ]

    init(of document: JSON) { all = Self.mutations(of: document) }

    private static func mutations(of value: JSON) -> [JSON] {
        switch value {
        case .object(let object):
            object.flatMap { name, member in
                (values + mutations(of: member)).map { changed in
                    var copy = object
                    copy[name] = changed
                    return .object(copy)
                }
            }
        case .array(let items):
            items.indices.flatMap { index in
                (values + mutations(of: items[index])).map { changed in
                    var copy = items
                    copy[index] = changed
                    return .array(copy)
                }
            }
        default: []
        }
    }
}
