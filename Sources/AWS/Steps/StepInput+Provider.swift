import Playbooks

extension StepType.Input {
    /// Which firewall outside AWS is meant.
    static let provider = StepType.Input(
        "provider",
        .text,
        standard: .string(ImpervaFirewall.service),
        "the provider, as parapet.yaml names it: \(FirewallProvider.names.joined(separator: ", "))"
    ) { value in
        FirewallProvider.names.contains(value.string ?? "") ? nil : "there is no such provider"
    }

    static let site = StepType.Input("site", .text, required: true, "the site's id at the provider")
}
