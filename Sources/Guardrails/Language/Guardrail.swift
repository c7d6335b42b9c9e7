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

    public struct Filters: Sendable {
        public var accounts: [String] = []
        public var environments: [String] = []
        public var regions: [String] = []
        public var only: Program?
        public var unless: Program?
    }

    public enum Trigger: Sendable, Hashable {
        case every(seconds: Int)
        case cron(String)
        case event(String, when: String?)
    }

    public struct ExceptionRules: Sendable, Hashable {
        /// The group that may grant; nil: nobody.
        public var grantedBy: String?
        public var atMostSeconds: Int?
        public var byTag = true
    }

    public let name: String
    public let title: String
    public let severity: Severity
    public let education: String
    public let type: ResourceType
    public let each: Each?
    public let criteria: Program
    public let filters: Filters
    public let triggers: [Trigger]
    public let environments: [String: Mode]
    public let exceptions: ExceptionRules
    /// Framework name to control, such as `cis-5.0` to `5.3`.
    public let frameworks: [String: String]
    public let place: Place

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

    /// Whether sweeps look at it: one with event triggers alone waits for its events.
    public var isSwept: Bool {
        triggers.isEmpty
            || triggers.contains { if case .event = $0 { false } else { true } }
    }

    /// The attributes that must be read to judge it, tags for exceptions included.
    public var attributes: Set<String> {
        var names: Set<String> = []
        for program in [criteria, filters.only, filters.unless].compactMap(\.self) {
            for path in program.reads where path.first == "resource" {
                if path.count > 1 {
                    names.formUnion(type.attributes(behind: path[1]))
                } else {
                    names.formUnion(type.attributes.map(\.name))
                }
            }
        }
        if let each { names.formUnion(type.attributes(behind: each.field)) }
        if exceptions.byTag { names.formUnion(type.attributes(behind: "tags")) }
        return names
    }
}
