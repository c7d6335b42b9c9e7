/// How the reads of one kind in a scope ended: the list call of a type, or one of its attributes.
public struct Coverage: Sendable, Hashable {
    public let type: String
    /// Nil for the list call.
    public let attribute: String?
    public let permission: String
    /// How many reads answered, absence included.
    public var complete: Int
    /// The reads that did not, by reason; `detail` is that of the first.
    public var gaps: [Gap: Int]

    public init(
        type: String,
        attribute: String?,
        permission: String,
        complete: Int = 0,
        gaps: [Gap: Int] = [:]
    ) {
        self.type = type
        self.attribute = attribute
        self.permission = permission
        self.complete = complete
        self.gaps = gaps
    }

    public var isComplete: Bool { gaps.isEmpty }
}

/// All that a job brought home.
public struct Collection: Sendable {
    public var resources: [Resource]
    public var coverage: [Coverage]
    /// HTTP requests made, retries included.
    public var reads: Int
    /// AWS was not ready: nothing of this counts, and the job is to be done again in so many seconds.
    public var waitSeconds: Double?

    public init(resources: [Resource] = [], coverage: [Coverage] = [], reads: Int = 0) {
        self.resources = resources
        self.coverage = coverage
        self.reads = reads
    }

    /// Whether every resource of the type is among ``resources``.
    public func listedCompletely(_ type: String) -> Bool {
        coverage.contains { $0.type == type && $0.attribute == nil }
            && coverage.allSatisfy { $0.type != type || $0.attribute != nil || $0.isComplete }
    }

    /// What another read of the same job brought home besides; the requests are counted elsewhere.
    public mutating func add(_ other: Collection) {
        resources += other.resources
        for read in other.coverage {
            let place = coverage.firstIndex {
                $0.type == read.type && $0.attribute == read.attribute
            }
            guard let place else {
                coverage.append(read)
                continue
            }
            coverage[place].complete += read.complete
            coverage[place].gaps.merge(read.gaps) { $0 + $1 }
        }
        waitSeconds = other.waitSeconds ?? waitSeconds
    }
}
