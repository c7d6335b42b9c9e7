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
/// - Parameters:
///   - attributes: by resource type. Types of other services are left out.
///   - swept: the account's regions that are read, each by a call of this. What AWS shows in several
///     is kept by one of them: its home, or where that is not read the first. Empty: this one alone.
public func collect(
    _ scope: Scope,
    attributes: [String: Set<String>],
    reader: Reader,
    region: String,
    swept: [String] = []
) async -> Collection {
    var collection = Collection()
    for collector in Collector.all where collector.type.service == scope.service {
        guard let needed = attributes[collector.type.name] else { continue }
        await collection.add(collector, scope, needed, nil, reader, region, swept)
    }
    return collection
}

/// Reads one resource by its id, with the fewest calls that AWS allows, as its listing would tell
/// it. What is not there brings no resource and complete coverage; what could not be read, a gap.
///
/// - Parameters:
///   - scope: for a global type ``Scope/global``; else the region that it is in.
///   - region: where the calls of a global service go.
public func collect(
    _ id: String,
    of type: ResourceType,
    in scope: Scope,
    attributes: Set<String>,
    reader: Reader,
    region: String
) async -> Collection {
    guard let collector = Collector.all.first(where: { $0.type.name == type.name }) else {
        preconditionFailure("\(type.name) is not a type that is read")
    }
    var collection = Collection()
    await collection.add(collector, scope, attributes, id, reader, region, [])
    return collection
}

extension Collection {
    fileprivate mutating func add(
        _ collector: Collector,
        _ scope: Scope,
        _ attributes: Set<String>,
        _ id: String?,
        _ reader: Reader,
        _ region: String,
        _ swept: [String]
    ) async {
        let answers = Answers(collector.type, attributes: attributes)
        let reading = Reading(
            scope: scope,
            id: id,
            reader: reader,
            type: collector.type,
            region: scope.region == Scope.global ? region : scope.region,
            swept: swept,
            attributes: attributes,
            answers: answers
        )
        await collector.collect(reading, answers)
        let (found, coverage) = answers.all()
        // AWS may answer with more than the one that was asked for.
        resources += found.filter { id == nil || $0.name.id == id }
        self.coverage += coverage
        waitSeconds = answers.waitSeconds ?? waitSeconds
        reads = reader.requests
    }
}

/// What a collector is to read.
struct Reading: Sendable {
    let scope: Scope
    /// The one that is asked for; nil: all.
    let id: String?
    let reader: Reader
    let type: ResourceType
    /// Where calls go; for a global service the caller's own region.
    let region: String
    /// The account's regions that are read; empty: this one alone.
    let swept: [String]
    let attributes: Set<String>
    fileprivate let answers: Answers

    /// Resources of one job that are read at the same time.
    private static let concurrency = 8

    func needs(_ attribute: String) -> Bool { attributes.contains(attribute) }

    /// Whether something whose home is there belongs to this reading.
    func keeps(replicaOf home: String) -> Bool {
        home == scope.region || swept.isEmpty
            || !swept.contains(home) && swept.min() == scope.region
    }

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
        "arn:\(reader.partition.name):\(service):\(scope.region):\(account):\(resource)"
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
