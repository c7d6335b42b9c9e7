import Guardrails
import Platform

extension Configuration {
    /// What decides how an account's role is asked for and which regions come of it: with other
    /// settings the answer has to be asked for again.
    func discoverySettings(of account: String) -> String {
        var parts = [roles.audit, roles.externalID ?? "", roles.sessionName]
        switch (accounts.first { $0.id == account }?.regions, regions) {
        case (let own?, _): parts += own.map(\.name)
        case (nil, .named(let regions)): parts += regions.map(\.name)
        case (nil, .all): parts.append("all")
        }
        return String(SHA256.hexDigest(parts.joined(separator: "\u{1f}").utf8).prefix(16))
    }
}
