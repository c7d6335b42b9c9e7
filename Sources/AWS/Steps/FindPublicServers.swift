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
                .uncollected, .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        let answer = await StepAnswer.everywhere(
            context,
            PublicServer.types,
            context.texts("accounts"),
            context.texts("regions")
        ) { known in
            let servers = known.places.flatMap { PublicServer.all(in: $0) }
            return [
                "servers": .array(servers.map(\.json)),
                "uncollected": .list(known.uncollected.sorted()), "notes": .list(known.notes()),
            ]
        }
        // "None" would be said of an estate that nobody looked at.
        guard case .done(let outputs) = answer,
            Set(PublicServer.Kind.allCases.map(\.type))
                .isSubset(of: outputs["uncollected"]?.texts ?? [])
        else { return answer }
        let types = Set(PublicServer.Kind.allCases.map(\.type)).sorted().joined(separator: ", ")
        return .failed(
            "PAR-RUN-21 no sweep has ever collected what serves the web: \(types); a guardrail has to"
                + " ask for these types",
            isFinal: true
        )
    }
}

extension StepType.Output {
    /// What a step that asks for the whole estate missed.
    static let uncollected = StepType.Output(
        "uncollected",
        .list(.text),
        "types that no sweep has ever collected: what they would tell is missing"
    )
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
