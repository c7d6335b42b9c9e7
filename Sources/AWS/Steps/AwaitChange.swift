import Document
import Guardrails
import Playbooks

extension Step {
    /// Amazon Route 53 API Reference, "GetChange": a change is INSYNC when all of Route 53's servers
    /// answer by it.
    static let awaitChange = Step(
        StepType(
            "dns.await-change",
            title: "Waits until all of Route 53's servers know a change; no worker waits",
            kind: .analyse,
            site: .account,
            inputs: [
                .init(
                    "changes",
                    .list(.text),
                    required: true,
                    "Route 53's ids of them; none: there is nothing to wait for"
                )
            ],
            outputs: [.init("notes", .list(.text), "what people have to know")],
            permissions: ["route53:GetChange"],
            limits: StepType.Limits(timeoutSeconds: 3600)
        )
    ) { context in
        let changes = context.texts("changes")
        guard !changes.isEmpty else {
            return .done(["notes": ["Route 53 did not say what it calls the change"]])
        }
        return await context.reading { reader in
            for change in changes {
                let answer = await reader.read(
                    "route53",
                    "GetChange",
                    region: "us-east-1",
                    ["Id": .string(change.split(separator: "/").last.map(String.init) ?? change)],
                    ofOne: true
                )
                switch answer {
                case .complete(let document):
                    let isKnown = document["ChangeInfo"]?["Status"] == "INSYNC"
                    if !isKnown { return .later(seconds: 10) }
                case .absent, .gone:
                    return .failed("Route 53 knows nothing of \(change)", isFinal: true)
                case .gap(let gap): return .unread(gap)
                }
            }
            return .done(["notes": []])
        }
    }
}

extension [Response.Changed] {
    /// What Route 53 calls the changes, as ``Step/awaitChange`` takes them.
    var dnsChanges: JSON {
        .list(flatMap(\.requests).filter { $0.hasPrefix("/change/") })
    }
}
