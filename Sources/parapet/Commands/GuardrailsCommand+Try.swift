import AWS
import ArgumentParser
import Document
import Guardrails
import Platform
import Store

extension GuardrailsCommand {
    struct Try: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Judge the whole inventory by a guardrail, without asking AWS.",
            discussion: """
                Says what a sweep with it would open and close, and what is unknown, with the reads \
                that would answer it; writes nothing. It judges what earlier sweeps kept, in the \
                database of $PARAPET_DATABASE_URL. Exit code 4: something is unknown.

                Example:
                  parapet guardrails try s3-public-bucket
                  parapet guardrails try my-rule --folder my-guardrails --format json
                """
        )

        @Argument(help: "The guardrail's name.")
        var name: String

        @Option(help: "table or json.")
        var format = ListFormat.table

        @Option(parsing: .unconditional, help: "How many of each kind are listed; all are counted.")
        var limit = 50

        @OptionGroup var named: Named

        func validate() throws {
            guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
        }

        func run() async throws {
            let guardrail = try named.find(name, running: true)
            let problems = guardrail.problems(in: try named.home.knownFrameworks())
            guard problems.isEmpty else { throw Problems(problems) }
            let wiring = Wiring()
            let (trial, accounts) = try await wiring.withDatabase { database in
                try await Self.checkAccounts(of: guardrail, wiring, database)
                return try await Self.trial(of: guardrail, wiring, database)
            }
            switch format {
            case .json: Output.line(json(trial, guardrail, accounts).prettyText)
            case .table: Output.line(text(trial, guardrail, accounts))
            }
            if accounts == 0 {
                Terminal.say("no account is known yet: run a sweep first")
            }
            if !trial.reads.isEmpty { throw ExitCode.incomplete }
        }
    }
}

extension GuardrailsCommand.Try {
    /// Accounts that its filter names and nobody has would be judged in silence: nowhere.
    private static func checkAccounts(
        of guardrail: Guardrail,
        _ wiring: Wiring,
        _ database: Database
    ) async throws {
        guard !guardrail.namedAccounts.isEmpty else { return }
        let configuration = wiring.hasConfiguration ? try wiring.configuration() : nil
        let seen = try await KnownNames(database: database).all(.account)
        let areAllListed = configuration.map { $0.organization == nil } ?? false
        guard !seen.isEmpty || areAllListed else {
            let names = guardrail.namedAccounts.map { "'\($0.name)'" }.joined(separator: ", ")
            Terminal.say("nothing is known yet to check account \(names) against")
            return
        }
        let problems = guardrail.problems(
            withAccounts: seen + (configuration?.namedAccounts ?? [])
        )
        guard problems.isEmpty else { throw Problems(problems) }
    }

    /// One account after another, so that no more than one is held at a time.
    private static func trial(
        of guardrail: Guardrail,
        _ wiring: Wiring,
        _ database: Database
    ) async throws -> (Trial, accounts: Int) {
        let configuration = wiring.hasConfiguration ? try wiring.configuration() : nil
        let discovered = try await Accounts(database: database).all()
        let estate = try estate(of: discovered.map(\.account), configuration, wiring)
        var trial = Trial(
            of: guardrail,
            estate: estate,
            exceptions: try await Exceptions(database: database).reported(from: guardrail.name),
            exceptionTag: (configuration ?? Configuration()).exceptionTag,
            now: .now()
        )
        let inventories = Inventories(database: database)
        let ledger = Ledger(database: database)
        // Without a parapet.yaml here the one that swept decides.
        let namesRegions = try await KnownNames(database: database).configuresRegions()
        let found = Dictionary(
            discovered.map { ($0.account.id, $0) },
            uniquingKeysWith: { $1 }
        )
        let accounts = estate.accounts.filter { !$0.isSuspended && found[$0.id] != nil }
        let others = try await TriedEstate(
            of: guardrail,
            estate,
            configuration,
            accounts.compactMap { found[$0.id] },
            inventories
        )
        for account in accounts {
            let regions = found[account.id]?.regions ?? []
            let contents = try await inventories.reported(
                of: account.id,
                types: guardrail.readTypes
            )
            let resource = accountResource(
                account,
                regions: regions,
                baseline: estate.baseline(of: account)
            )
            trial.judge(
                Trial.Kept(
                    account: account,
                    regions: regions,
                    isWhole: configuration?.sweepsAllRegions(of: account.id) ?? !namesRegions,
                    resources: contents.resources,
                    omitted: contents.omitted,
                    coverage: try await inventories.reportedCoverage(of: account.id),
                    refusal: found[account.id]?.refusal,
                    accountResource: resource,
                    estate: try await others.inventory(around: contents.resources + [resource]),
                    standing: try await ledger.reported(of: guardrail.name, in: account.id)
                )
            )
        }
        return (trial, accounts.count)
    }

    /// As parapet.yaml says where there is one, else as the last sweep left it.
    private static func estate(
        of accounts: [Account],
        _ configuration: Configuration?,
        _ wiring: Wiring
    ) throws -> Estate {
        guard let configuration else { return Estate(accounts: accounts) }
        let baselines = try wiring.baselines(of: configuration).mapValues { file in
            try BaselineFile.items(yaml: file.text, file: file.file)
        }
        return try configuration.estate(discovered: accounts, baselines: baselines)
    }

    private func text(_ trial: Trial, _ guardrail: Guardrail, _ accounts: Int) -> String {
        var sections = [
            """
            \(guardrail.name), judged over the inventory of \(accounts) \
            \(accounts == 1 ? "account" : "accounts"): \(trial.judged) resources
            \(trial.opening.count) would open, \(trial.closing.count) would close, \
            \(trial.unknown.count) unknown
            """
        ]
        var table = Table(titles: ["WOULD", "ACCOUNT", "REGION", "RESOURCE", "PART", "BECAUSE"])
        for finding in trial.opening.prefix(limit) {
            table.rows.append(Self.row(finding.status == .open ? "open" : "except", finding))
        }
        for finding in trial.closing.prefix(limit) { table.rows.append(Self.row("close", finding)) }
        for unknown in trial.unknown.prefix(limit) {
            let (name, because) = (unknown.resource, unknown.because.map(\.text))
            table.rows.append([
                "be unknown", name.account, name.region, name.id, unknown.part,
                because.joined(separator: "; "),
            ])
        }
        if !table.rows.isEmpty { sections.append(table.text()) }
        var reads = Table(titles: ["READ THAT WOULD TELL", "WAITING"])
        for (read, count) in Self.ordered(trial.reads) { reads.rows.append([read, "\(count)"]) }
        if !reads.rows.isEmpty { sections.append(reads.text()) }
        return sections.joined(separator: "\n\n")
    }

    private static func row(_ word: String, _ finding: Finding) -> [String] {
        let identity = finding.identity
        let because =
            word == "open"
            ? finding.because.map(\.text).joined(separator: "; ") : finding.reason ?? ""
        return [
            word, identity.account, identity.region, identity.resource, identity.part, because,
        ]
    }

    private static func ordered(_ reads: [String: Int]) -> [(String, Int)] {
        reads.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    private func json(_ trial: Trial, _ guardrail: Guardrail, _ accounts: Int) -> JSON {
        let findings = { (findings: [Finding]) in
            JSON.array(findings.prefix(limit).map(Self.json))
        }
        let unknown = trial.unknown.prefix(limit).map { unknown -> JSON in
            [
                "account": .string(unknown.resource.account),
                "region": .string(unknown.resource.region),
                "resource": .string(unknown.resource.id), "part": .string(unknown.part),
                "because": .list(unknown.because.map(\.text)),
            ]
        }
        return [
            "guardrail": .string(guardrail.name), "accounts": .int(Int64(accounts)),
            "judged": .int(Int64(trial.judged)),
            "open": .int(Int64(trial.opening.count)), "close": .int(Int64(trial.closing.count)),
            "unknown": .int(Int64(trial.unknown.count)),
            "opening": findings(trial.opening), "closing": findings(trial.closing),
            "not_judged": .array(unknown),
            "reads": .array(
                Self.ordered(trial.reads).map {
                    ["read": .string($0.0), "waiting": .int(Int64($0.1))]
                }
            ),
        ]
    }

    private static func json(_ finding: Finding) -> JSON {
        [
            "status": .string(finding.status.rawValue),
            "account": .string(finding.identity.account),
            "region": .string(finding.identity.region),
            "resource": .string(finding.identity.resource),
            "part": .string(finding.identity.part), "reason": .optional(finding.reason),
            "because": .list(finding.because.map(\.text)),
        ]
    }
}

extension Accounts.Discovered {
    /// Why nothing of it is read, as `report.coverage` has it.
    var refusal: Gap? {
        switch role {
        case nil, .assumed: nil
        case .refused: Gap(reason: .denied, permission: "sts:AssumeRole", detail: detail ?? "")
        case .failed: Gap(reason: .failed, permission: "sts:AssumeRole", detail: detail ?? "")
        }
    }
}
