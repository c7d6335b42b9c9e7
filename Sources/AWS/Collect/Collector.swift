import Document
import Guardrails
import Platform

/// A resource type with the way to read it. One file a type in `Resources/`.
struct Collector: Sendable {
    let type: ResourceType
    /// Nil for a type that is read in its own way.
    let declaration: Declaration?
    let collect: @Sendable (Reading, Answers) async -> Void

    init(
        _ type: ResourceType,
        declaration: Declaration? = nil,
        collect: @escaping @Sendable (Reading, Answers) async -> Void
    ) {
        self.type = type
        self.declaration = declaration
        self.collect = collect
    }
}

/// Reads what a scope's guardrails need: each type once, with those attributes.
///
/// - Parameter attributes: by resource type. Types of other services are left out.
public func collect(
    _ scope: Scope,
    attributes: [String: Set<String>],
    session: Session,
    region: String
) async -> Collection {
    var collection = Collection()
    for collector in Collector.all where collector.type.service == scope.service {
        guard let needed = attributes[collector.type.name] else { continue }
        let answers = Answers(collector.type, attributes: needed)
        let reading = Reading(
            scope: scope,
            session: session,
            type: collector.type,
            region: scope.region == Scope.global ? region : scope.region,
            attributes: needed,
            answers: answers
        )
        await collector.collect(reading, answers)
        let (resources, coverage) = answers.all()
        collection.resources += resources
        collection.coverage += coverage
        collection.waitSeconds = answers.waitSeconds ?? collection.waitSeconds
    }
    collection.reads = session.requests
    return collection
}

/// What a collector is to read.
struct Reading: Sendable {
    let scope: Scope
    let session: Session
    let type: ResourceType
    /// Where calls go; for a global service the caller's own region.
    let region: String
    let attributes: Set<String>
    fileprivate let answers: Answers

    /// Resources of one job that are read at the same time.
    private static let concurrency = 8

    func needs(_ attribute: String) -> Bool { attributes.contains(attribute) }

    func name(
        id: String,
        arn: String? = nil,
        name: String? = nil,
        region: String? = nil
    ) -> ResourceName {
        ResourceName(
            type: type.name,
            account: scope.account,
            region: region ?? scope.region,
            id: id,
            arn: arn,
            name: name
        )
    }

    func arn(_ service: String, _ resource: String, account: String) -> String {
        "arn:\(session.partition.name):\(service):\(scope.region):\(account):\(resource)"
    }

    /// Turns listed items into resources, several at a time.
    func each(
        _ items: [JSON],
        _ body: @escaping @Sendable (JSON) async -> [Resource]
    ) async {
        await withTaskGroup(of: [Resource].self) { group in
            var waiting = items.makeIterator()
            for _ in 0..<Self.concurrency {
                guard let item = waiting.next() else { break }
                group.addTask { await body(item) }
            }
            for await resources in group {
                answers.found(resources)
                if let item = waiting.next() { group.addTask { await body(item) } }
            }
        }
    }
}
