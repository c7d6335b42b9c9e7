import Document
import Platform
import Playbooks

extension Step {
    /// What people will see once the name leads to the firewall.
    static let probeSite = Step(
        StepType(
            "waf.probe-site",
            title: "Asks a site through its firewall, before the name leads there",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("address", .text, required: true, "the firewall's name or address"),
                .init("host", .text, required: true, "the site's own name"),
                .init("path", .text, standard: "/", "what is asked for"),
                .init("port", .int, standard: 443, "where the firewall answers by TLS") { value in
                    let range = Int64(1)...65_535
                    return value.int.map(range.contains) == true ? nil : "it is no port"
                },
            ],
            outputs: [
                .init("status", .int, "what it answered; below 500"),
                .init("server", .text, "who it says that it is"),
            ],
            // What was just set up is not known to all of a provider's machines at once.
            limits: StepType.Limits(attempts: 6, waitSeconds: 20, timeoutSeconds: 3600)
        )
    ) { context in
        guard let host = FirewallSite.domain(context.text("host")),
            let request = probe(context, host)
        else {
            let address = context.text("address")
            return .failed("'\(context.text("host"))' is not asked at '\(address)'", isFinal: true)
        }
        guard let web = context.outside.web else {
            return .failed("nobody asks web servers here", isFinal: true)
        }
        do throws(HTTPFailure) {
            let response = try await web.send(request)
            guard response.status < 500 else {
                let said = "\(host) answers HTTP \(response.status) through the firewall"
                return .failed(said, isFinal: false)
            }
            return .done([
                "status": .int(Int64(response.status)),
                "server": .string(response.header("server") ?? ""),
            ])
        } catch {
            return .failed("\(host) does not answer through the firewall: \(error)", isFinal: false)
        }
    }

    /// Nil where the address is none.
    private static func probe(_ context: StepContext, _ host: String) -> HTTPRequest? {
        let address = context.text("address")
        // One of IPv4 looks like a name.
        let isNumber = address.contains(":") && Network("\(address)/128") != nil
        guard let peer = isNumber ? address : FirewallSite.domain(address) else { return nil }
        let port = context.inputs["port"]?.int ?? 443
        let shown = peer.contains(":") ? "[\(peer)]" : peer
        let path = context.text("path")
        return HTTPRequest(
            url: "https://\(host):\(port)\(path.hasPrefix("/") ? path : "/\(path)")",
            headers: [("User-Agent", "parapet"), ("Host", host)],
            timeoutMilliseconds: 30_000,
            maxResponseBytes: 1 << 20,
            connectTo: "\(shown):\(port)",
            addresses: context.outside.addresses
        )
    }
}
