import AWS
import Cluster
import Document
import Guardrails
import Platform
import Records
import Store

/// What a guardrail's actions would do about its standing findings. Nothing is changed, and nothing
/// is written.
struct DryPlan {
    struct Answer {
        var findings = 0
        var changes: [ChangeRecord] = []
        /// Something could not be read, and is not planned for that.
        var isIncomplete = false
    }

    let guardrail: Guardrail
    let sessions: Sessions
    let configuration: Configuration
    let planner: ActionPlanner
    private let database: Database
    private let estate: Estate
    private let regions: [String: [String]]
    private let exceptions: [GrantedException]
    /// What the guardrail asks of other accounts.
    private let others: TriedEstate

    init(
        of guardrail: Guardrail,
        _ wiring: Wiring,
        _ configuration: Configuration,
        _ sessions: Sessions,
        _ database: Database
    ) async throws {
        self.guardrail = guardrail
        self.sessions = sessions
        self.configuration = configuration
        self.database = database
        let discovered = try await Accounts(database: database).all()
        let baselines = try wiring.baselines(of: configuration).mapValues { file in
            try BaselineFile.items(yaml: file.text, file: file.file)
        }
        estate = try configuration.estate(
            discovered: discovered.map(\.account),
            baselines: baselines
        )
        regions = Dictionary(
            discovered.map { ($0.account.id, $0.regions) },
            uniquingKeysWith: { $1 }
        )
        others = try await TriedEstate(
            of: guardrail,
            estate,
            configuration,
            discovered,
            Inventories(database: database)
        )
        exceptions = try await Exceptions(database: database).reported(from: guardrail.name)
        planner = ActionPlanner(
            own: try await sessions.ownPrincipals(configuration.roles),
            region: sessions.region
        )
    }

    func answer(about filter: Ledger.Filter) async throws -> Answer {
        var findings: [FindingRecord] = []
        try await Ledger(database: database).each(filter, order: .account) {
            findings.append(try FindingRecord($0))
        }
        var answer = Answer(findings: findings.count)
        var known: (id: String, account: AccountPlan)?
        for finding in findings {
            if known?.id != finding.account {
                known = (finding.account, try await account(finding.account))
            }
            guard let account = known?.account else { continue }
            await account.plan(finding, &answer)
        }
        return answer
    }

    /// Everything of one account that its findings are judged with.
    private func account(_ id: String) async throws -> AccountPlan {
        let regions = regions[id] ?? []
        guard let account = estate.accounts.first(where: { $0.id == id }), !account.isSuspended
        else {
            return AccountPlan(
                plan: self,
                regions: regions,
                refusal: "the account is not in the estate any more"
            )
        }
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await sessions.reader(in: id, roles: configuration.roles)
        } catch {
            return AccountPlan(
                plan: self,
                regions: regions,
                refusal: "unknown: \(error)",
                isUnknown: true
            )
        }
        let own = accountResource(
            account,
            regions: regions,
            baseline: estate.baseline(of: account)
        )
        let inventories = Inventories(database: database)
        let contents = try await inventories.reported(of: id, types: guardrail.readTypes)
        let known = AccountInventory(
            resources: contents.resources,
            omitted: contents.omitted,
            coverage: try await inventories.reportedCoverage(of: id),
            account: id,
            regions: regions,
            isWhole: configuration.sweepsAllRegions(of: id),
            accountResource: own
        )
        var inventory = known.inventory(for: [guardrail])
        inventory.estate = try await others.inventory(around: contents.resources + [own])
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: EstateValue(estate),
            now: .now(),
            exceptionTag: configuration.exceptionTag,
            exceptions: exceptions
        )
        return AccountPlan(
            plan: self,
            regions: regions,
            stage: Reexamination.Stage(
                reader: reader,
                surroundings: surroundings,
                inventory: inventory,
                accountResource: own
            )
        )
    }
}
