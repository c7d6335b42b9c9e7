import Document
import Guardrails

/// A site that a provider keeps, as the target of an action.
struct FirewallSite {
    private static let type = "firewall.site"

    /// - Parameter id: the provider's, or the name that the site is for.
    static func target(
        _ context: StepContext,
        _ id: String,
        _ parameters: Object
    ) -> Response.Targets {
        var parameters = parameters
        parameters["provider"] = .string(context.text("provider"))
        let name = ResourceName(
            type: type,
            account: context.text("account"),
            region: Scope.global,
            id: id
        )
        return .found([
            ActionRequest(
                target: Resource(name: name, document: [:]),
                region: Scope.global,
                parameters: parameters
            )
        ])
    }

    static let subject = ActionType.Subject.resources([type])

    static let parameter = ActionType.Parameter(
        "provider",
        .text,
        required: true,
        "the provider, as parapet.yaml names it"
    )

    /// Operations of every provider, as actions declare them.
    static func operations(_ names: String...) -> Action.Operations {
        FirewallProvider.names.flatMap { provider in names.map { "\(provider).\($0)" } }
    }

    /// A name as providers write it: in small letters, without the dot of the root. Nil for what is no
    /// host's name.
    static func domain(_ text: String) -> String? {
        let name = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            labels.count > 1 && name.utf8.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy {
                        (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
                    }
            }
        return isName ? name : nil
    }
}

extension ActionContext {
    /// A call of the provider that is asked for.
    func providerCall(_ operation: String, _ input: Object) -> ActionCall {
        ActionCall(text("provider") ?? "", operation, input)
    }

    func providerRead(_ name: String, _ operation: String, _ input: Object) -> ActionRead {
        ActionRead(name, text("provider") ?? "", operation, input)
    }
}
