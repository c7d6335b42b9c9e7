import Document
import Guardrails

/// What a step asks AWS. What it is not told, it notes: a value that is nil is not known.
struct StepReading {
    let reader: Reader
    let region: String
    private(set) var notes: [String] = []

    /// Nil where nobody may read the account.
    ///
    /// - Parameter isMain: what it asks has no region of its own.
    init?(_ context: StepContext, inMainRegion isMain: Bool = false) {
        guard let reader = context.reader else { return nil }
        self.reader = reader
        region = isMain ? reader.partition.mainRegion : context.text("region")
    }

    mutating func list(
        _ service: String,
        _ operation: String,
        _ items: String,
        _ parameters: Object = [:]
    ) async -> [JSON]? {
        let listing = await reader.list(
            service,
            operation,
            DocumentPath(items),
            region: region,
            parameters,
            ofOne: true
        )
        guard let gap = listing.gap else { return listing.items }
        note(gap)
        return nil
    }

    /// Empty where AWS has no such thing.
    ///
    /// - Parameter region: nil: the step's own.
    mutating func read(
        _ service: String,
        _ operation: String,
        _ parameters: Object = [:],
        region: String? = nil
    ) async -> Object? {
        let answer = await reader.read(
            service,
            operation,
            region: region ?? self.region,
            parameters,
            ofOne: true
        )
        switch answer {
        case .complete(let document): return document
        case .absent, .gone: return Object()
        case .gap(let gap):
            note(gap)
            return nil
        }
    }

    /// One resource as a sweep would tell it; nil where it is not there, or could not be read.
    mutating func resource(
        _ type: String,
        _ id: String,
        _ attributes: Set<String> = []
    ) async -> (found: Resource?, isKnown: Bool) {
        guard let type = Catalogue.aws[type] else {
            preconditionFailure("\(type) is not a type that is read")
        }
        let found = await collect(
            id,
            of: type,
            in: Scope(
                account: reader.account,
                region: type.isGlobal ? Scope.global : region,
                service: type.service
            ),
            attributes: attributes,
            reader: reader,
            region: region
        )
        let gaps = found.coverage.filter { $0.attribute == nil }.flatMap(\.gaps.keys)
        for gap in gaps.sorted(by: { $0.summary < $1.summary }) { note(gap) }
        return (found.resources.first, gaps.isEmpty)
    }

    mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

    private mutating func note(_ gap: Gap) { note("not known: \(gap.summary)") }
}

extension StepContext {
    /// Nothing was read of AWS: what the step would have told of it is missing in its outputs.
    var unasked: String {
        "AWS was not asked: nobody may read the account \(text("account")) now"
    }
}
