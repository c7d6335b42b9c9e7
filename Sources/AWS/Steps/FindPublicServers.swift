import Document
import Playbooks

extension Step {
    /// Whatever serves the web to the internet, by what sweeps have seen of all accounts.
    static let findPublicServers = Step(
        StepType(
            "waf.find-public-servers",
            title: "Web servers that the internet reaches, in all accounts and regions",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("accounts", .list(.text), standard: [], "only in these; empty: in all"),
                .init("regions", .list(.text), standard: [], "only in these; empty: in all"),
            ],
            outputs: [
                .init(
                    "servers",
                    .list(.any),
                    "kind (instance, application, network, classic, distribution), account, region, "
                        + "id, dns, addresses, groups; unknown says what may yet keep the internet out"
                ),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        await StepAnswer.everywhere(
            context,
            PublicServer.types,
            context.texts("accounts"),
            context.texts("regions")
        ) { known in
            let servers = known.places.flatMap { PublicServer.all(in: $0) }
            return ["servers": .array(servers.map(\.json)), "notes": .list(known.notes())]
        }
    }
}

extension StepAnswer {
    /// Of what the inventory has of the whole estate.
    static func everywhere(
        _ context: StepContext,
        _ types: [String],
        _ accounts: [String] = [],
        _ regions: [String] = [],
        _ answer: (KnownResources) -> Object
    ) async -> StepAnswer {
        do {
            let known = try await context.inventory.everywhere(
                ofTypes: types,
                accounts: accounts,
                regions: regions
            )
            return .done(answer(known))
        } catch {
            return .failed(error.text, isFinal: error.isFinal)
        }
    }
}
