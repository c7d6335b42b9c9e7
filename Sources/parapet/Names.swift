import AWS
import CEL
import Guardrails
import Platform
import Store

/// Holds names that people typed to those that are known: a typo is an error, never an empty answer.
struct Names {
    private let known: KnownNames
    /// What is known besides, by this machine's own files.
    private let own: [KnownNames.Kind: [String]]
    /// Of which those alone count.
    private let complete: Set<KnownNames.Kind>

    init(_ database: Database) {
        known = KnownNames(database: database)
        own = [:]
        complete = []
    }

    /// - Parameter book: wins over what the database knows of guardrails and environments.
    init(_ database: Database, _ book: RuleBook) {
        known = KnownNames(database: database)
        let configuration = book.configuration
        var own: [KnownNames.Kind: [String]] = [
            .guardrail: book.guardrails.map(\.name),
            .environment: configuration.environments.map(\.name)
                + configuration.accounts.compactMap(\.environment),
            .account: configuration.accounts.map(\.id),
        ]
        if case .named(let regions) = configuration.regions {
            own[.region] = regions.map(\.name)
        }
        self.own = own
        complete =
            configuration.organization == nil
            ? [.guardrail, .environment, .account] : [.guardrail, .environment]
    }

    /// - Parameter guardrails: whether those that are not used any more are known.
    /// - Throws: every name that nobody knows, with what may have been meant. What nothing is known
    ///   of passes, and is said.
    func check(
        _ narrowing: Narrowing,
        guardrails: KnownNames.Kind = .formerGuardrail
    ) async throws {
        try await check([
            (.account, narrowing.accounts), (.region, narrowing.regions),
            (guardrails, narrowing.guardrails), (.environment, narrowing.environments),
        ])
    }

    func check(_ typed: [(kind: KnownNames.Kind, names: [String])]) async throws {
        var failures: [Failure] = []
        for (kind, names) in typed where !names.isEmpty {
            guard let unknown = try await unknown(names, kind) else {
                let list = names.map { "'\($0)'" }.joined(separator: ", ")
                Terminal.say("nothing is known yet to check \(kind.word) \(list) against")
                continue
            }
            for name in unknown { failures.append(try await failure(name, kind)) }
        }
        guard let last = failures.last else { return }
        for failure in failures.dropLast() { Terminal.say("Error: \(failure)") }
        throw last
    }

    private func unknown(_ names: [String], _ kind: KnownNames.Kind) async throws -> [String]? {
        let rest = names.filter {
            own[kind]?.contains($0) != true && !(kind == .region && $0 == Scope.global)
        }
        guard !rest.isEmpty else { return [] }
        if complete.contains(kind) { return rest }
        let wrong = kind == .account ? rest.filter { !Self.isAccountID($0) } : []
        guard wrong.isEmpty else { return wrong }
        let unknown = try await known.unknown(rest, kind)
        return kind == .region ? Self.sayIdle(rest, unknown) : unknown
    }

    /// AWS's regions are known before anybody has looked, and one that no account has is no typo.
    private static func sayIdle(_ regions: [String], _ unknown: [String]?) -> [String]? {
        let strange = (unknown ?? regions).filter { !Partition.knows(region: $0) }
        guard let unknown else { return strange.isEmpty ? nil : strange }
        for region in unknown where !strange.contains(region) {
            Terminal.say("no account has region '\(region)' enabled: nothing is read there")
        }
        return strange
    }

    private static func isAccountID(_ text: String) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private func failure(_ name: String, _ kind: KnownNames.Kind) async throws -> Failure {
        var hint = kind.hint
        if kind == .account, let id = try await known.accounts(named: name).first {
            hint = "did you mean \(id), whose name that is?"
        } else if let near = Suggestion.nearest(to: name, in: try await all(kind)) {
            hint = "did you mean '\(near)'?"
        } else if kind == .region, let near = Partition.nearest(to: name) {
            hint = "did you mean '\(near)'?"
        }
        return Failure("PAR-NAM-01 there is no \(kind.word) '\(name)'", hint: hint)
    }

    private func all(_ kind: KnownNames.Kind) async throws -> [String] {
        (own[kind] ?? []) + (try await known.all(kind))
    }
}

extension KnownNames.Kind {
    /// As in "there is no … of that name".
    fileprivate var word: String { self == .formerGuardrail ? "guardrail" : rawValue }

    fileprivate var hint: String {
        switch self {
        case .guardrail, .formerGuardrail: "parapet report guardrails"
        case .account: "an account's id has 12 digits; 'parapet accounts' lists them"
        case .environment: "'parapet accounts' shows each account's environment"
        case .region: "'parapet accounts --format json' lists each account's regions"
        case .unit: "'parapet accounts' shows each account's unit"
        }
    }
}
