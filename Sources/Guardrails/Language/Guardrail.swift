import CEL
import Document

/// A guardrail as loaded: checked against the catalogue, its conditions compiled.
public struct Guardrail: Sendable {
    /// One finding per matching part of the resource.
    public struct Each: Sendable {
        public let variable: String
        public let field: String
        public let element: ResourceType.Element
    }

    /// A thing that must be there, and how to tell that it is not.
    public struct Part: Sendable {
        /// In the finding's key `{region}` stands for the region.
        public let key: String
        public let criteria: Program
        /// What is missing, for people.
        public let text: String
        /// What this part alone serves.
        public var frameworks: [FrameworkControl] = []
        /// What is done about this part alone.
        public var actions: [ActionUse] = []

        /// Whether it is asked for once in every region of the account.
        public var isRegional: Bool { key.contains(Self.regionMark) }

        static let regionMark = "{region}"

        /// Whether a finding's part is it, in whichever region.
        func isCalled(_ name: String) -> Bool {
            let pieces = key.split(separator: Self.regionMark, omittingEmptySubsequences: false)
            guard pieces.count == 2 else { return name == key }
            return name.count >= key.count - Self.regionMark.count
                && name.hasPrefix(pieces[0]) && name.hasSuffix(pieces[1])
        }

        func key(in region: String) -> String {
            key.split(separator: Self.regionMark, omittingEmptySubsequences: false)
                .joined(separator: region)
        }
    }

    /// What makes a finding.
    public enum Criteria: Sendable {
        case resource(Program)
        case each(Each, Program)
        case parts([Part])

        public var programs: [Program] {
            switch self {
            case .resource(let program), .each(_, let program): [program]
            case .parts(let parts): parts.map(\.criteria)
            }
        }
    }

    /// Resources of another type that conditions see as a list, `related.NAME`.
    public struct Related: Sendable {
        /// A field of theirs that shares a text with a field of the resource.
        public struct Condition: Sendable {
            public let field: String
            /// The attribute that it comes with.
            let attribute: String?
            /// The resource's field.
            public let own: String
            let ownAttribute: String?
        }

        /// Where they are looked for.
        public enum Reach: String, Sendable, Hashable, CaseIterable {
            /// In the resource's own account.
            case account
            /// In every account, by a name that only one resource has.
            case estate
        }

        public let name: String
        public let type: ResourceType
        public let reach: Reach
        /// All have to hold.
        public let match: [Condition]
        /// The attributes of theirs that conditions look at.
        public let attributes: Set<String>
    }

    public struct Filters: Sendable {
        public var accounts: [String] = []
        public var environments: [String] = []
        public var regions: [String] = []
        public var only: Program?
        public var unless: Program?
    }

    public enum Trigger: Sendable {
        case every(seconds: Int)
        case cron(Cron)
        case event(String, when: Program?)
        /// Any event that says that a resource of its type changed.
        case change
    }

    public let name: String
    /// Names that it had before, the latest first; it keeps their findings and exceptions.
    public var was: [String] = []
    public let title: String
    public let severity: Severity
    public let education: String
    public let type: ResourceType
    public let related: [Related]
    public internal(set) var criteria: Criteria
    /// Further reasons for people, as texts; evaluated for what violates.
    public let because: Program?
    public let filters: Filters
    public let triggers: [Trigger]
    public internal(set) var environments: [String: Mode]
    public internal(set) var limits: Limits
    public internal(set) var exceptions: ExceptionRules
    /// What it serves as a whole.
    public let frameworks: [FrameworkControl]
    public let place: Place
    /// What is written of ``approval``.
    var approvalKeys = Approval.Keys()
    public internal(set) var iac = IaC.notify
    /// Changes of a resource that only just appeared wait so long.
    public internal(set) var settleSeconds = 30
    /// What is done about a finding, in this order; parts have their own.
    public var actions: [ActionUse] = []
    /// Where it names an environment; which ones there are only parapet.yaml tells.
    public var namedEnvironments: [NamedInFile] = []
    /// Where it names a control; which ones there are only the frameworks' files tell.
    public var namedControls: [(framework: NamedInFile, control: NamedInFile)] = []
    /// Where it names an account; which ones there are only a sweep tells.
    public var namedAccounts: [NamedInFile] = []
    /// What can be used as it stands, and is hardly meant.
    public var warnings: [Problem] = []

    /// What it serves, as a whole and by its parts.
    public var controls: [FrameworkControl] {
        guard case .parts(let parts) = criteria else { return frameworks }
        return frameworks + parts.flatMap(\.frameworks)
    }

    /// What is done about its findings, its parts' among them.
    public var allActions: [ActionUse] {
        guard case .parts(let parts) = criteria else { return actions }
        return actions + parts.flatMap(\.actions)
    }

    public var each: Each? { if case .each(let each, _) = criteria { each } else { nil } }

    /// What a sweep must have looked at before it is judged.
    public enum Ground: String, Sendable, Hashable {
        /// The scope that its resources are in: its scan judges it.
        case scope
        /// All that is read of the account, over the inventory that this left.
        case account
        /// All that is read of all accounts.
        case estate
    }

    public var ground: Ground {
        if related.contains(where: { $0.reach == .estate }) { return .estate }
        return related.isEmpty && type.isRead ? .scope : .account
    }

    /// The types that are looked for in every account, whether or not it is judged there.
    public var estateTypes: [ResourceType] {
        isOff ? [] : related.filter { $0.reach == .estate }.map(\.type)
    }

    /// Whether it is judged nowhere at all.
    private var isOff: Bool {
        environments["default"] == .off && environments.values.allSatisfy { $0 == .off }
    }

    /// What it may do in an account; an unclassified one is never more than observed.
    public func mode(in environment: String?) -> Mode {
        let standard = environments["default"] ?? .observe
        guard let environment else { return standard == .off ? .off : .observe }
        return environments[environment] ?? standard
    }

    /// Whether any resource of the account could be judged at all.
    public func applies(to account: Account) -> Bool {
        (filters.accounts.isEmpty || filters.accounts.contains(account.id))
            && (filters.environments.isEmpty
                || account.environment.map(filters.environments.contains) == true)
            && mode(in: account.environment) != .off
    }

    /// What it says of environments that the configuration does not know, and what that says of it
    /// and cannot be.
    public func problems(in configuration: Configuration) -> [Problem] {
        let known = configuration.environments.map(\.name)
        let listed = configuration.accounts.compactMap(\.environment)
        let overrides = configuration.overrides.filter { $0.name.name == name }
        let unknown = namedEnvironments.filter {
            !(known + listed + ["default"]).contains($0.name)
        }
        return unknown.map {
            Problem(
                code: "PAR-GRD-11",
                place: $0.place,
                message: "environment '\($0.name)' is not declared in parapet.yaml",
                hint: Suggestion.nearest(to: $0.name, in: known).map { "did you mean '\($0)'?" }
                    ?? "there is \(known.joined(separator: ", "))"
            )
        } + overrides.flatMap(problems)
    }

    /// What it says of accounts that nobody has.
    ///
    /// - Parameter known: those ever seen or named in the configuration.
    public func problems(withAccounts known: [String]) -> [Problem] {
        namedAccounts.filter { !known.contains($0.name) }.map {
            Problem(
                code: "PAR-GRD-18",
                place: $0.place,
                message: "\(name): nobody has the account '\($0.name)'",
                hint: Suggestion.nearest(to: $0.name, in: known).map { "did you mean '\($0)'?" }
                    ?? "'parapet accounts' lists them"
            )
        }
    }

    /// Whether sweeps look at it: one with event triggers alone waits for its events.
    public var isSwept: Bool {
        triggers.isEmpty
            || triggers.contains { if case .event = $0 { false } else { true } }
    }

    var programs: [Program] {
        criteria.programs + [because, filters.only, filters.unless].compactMap(\.self)
    }

    /// Those that decide what is done, and to what.
    var actionPrograms: [Program] { allActions.flatMap(\.programs) }

    /// The attributes of its own type that must be read to judge it, tags for exceptions included.
    public var attributes: Set<String> {
        var names: Set<String> = []
        for path in programs.flatMap(\.reads) where path.first == "resource" {
            if path.count > 1 {
                names.formUnion(type.attributes(behind: path[1]))
            } else {
                names.formUnion(type.attributes.map(\.name))
            }
        }
        if let each { names.formUnion(type.attributes(behind: each.field)) }
        names.formUnion(related.flatMap(\.match).compactMap(\.ownAttribute))
        if exceptsByTagAnywhere { names.formUnion(type.attributes(behind: "tags")) }
        return names
    }

    /// Likewise after an event: what tells which parts it added is read, too.
    ///
    /// - Parameter event: `ec2:ModifySecurityGroupRules`
    public func attributes(after event: String) -> Set<String> {
        attributes.union(each?.element.addedAttributes[event] ?? [])
    }

    /// The types that AWS is asked for to judge it.
    public var readTypes: [ResourceType] { (type.isRead ? [type] : []) + related.map(\.type) }

    /// Everything that must be read for it, by type.
    public var reads: [String: Set<String>] {
        var reads = type.isRead ? [type.name: attributes] : [:]
        for related in related {
            reads[related.type.name, default: []].formUnion(related.attributes)
        }
        return reads
    }
}
