import Document
import Guardrails
import Platform
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// Steps that look at a firewall outside AWS, and at what it is before.
@Suite(.enabled(if: StandIn.python != nil))
struct FirewallStepTests {
    private func perform(
        _ name: String,
        _ inputs: Object,
        _ outside: StepOutside
    ) async throws -> StepAnswer {
        let step = try #require(Step.named(name))
        guard case .analysis(let analysis) = step.performance else {
            return .failed("it changes something", isFinal: true)
        }
        var all = Object()
        for input in step.type.inputs { all[input.name] = inputs[input.name] ?? input.standard }
        let answer = await analysis(
            StepContext(inputs: all, inventory: WebEstate(), outside: outside)
        )
        if case .done(let outputs) = answer {
            #expect(Set(outputs.keys) == Set(step.type.outputs.map(\.name)), "\(name)")
            #expect(step.type.problem(withOutputs: outputs) == nil)
        }
        return answer
    }

    private func text(_ answer: StepAnswer) -> String {
        if case .failed(let text, _) = answer { text } else { "\(answer)" }
    }

    @Test func aSiteIsReadyWhenTheProviderHasSaidWhatNamesHaveToBe() async throws {
        try await ImpervaServer.with { imperva in
            let outside = StepOutside(providers: imperva.providers)
            let site: Object = ["site": "1001"]
            let unknown = try await perform("waf.await-site", site, outside)
            #expect(unknown == .failed("there is no such site", isFinal: true))
            try await imperva.addSite("www.a.example")
            #expect(try await perform("waf.await-site", site, outside) == .later(seconds: 30))
            let asked = await imperva.firewall().send(
                FirewallProvider.Call.setValidation,
                ["site": "1001", "method": "dns"]
            )
            guard case .done = asked else { throw ResponseStage.Wrong("\(asked)") }
            let code: JSON = ["globalsign-domain-verification=s1001"]
            let ready: Object = [
                "type": "CNAME", "values": ["s1001.x.impervadns.net"],
                "validation": [["name": "a.example", "type": "TXT", "values": code]],
            ]
            #expect(try await perform("waf.await-site", site, outside) == .done(ready))
            let found = try await perform("waf.find-site", ["domain": "www.a.example."], outside)
            #expect(found == .done(["site": "1001", "mode": "active"]))
            let none = try await perform("waf.find-site", ["domain": "b.example"], outside)
            #expect(text(none).contains("no site for b.example"))
        }
    }

    @Test(arguments: ["never", "failed", "soon"])
    func aCertificateIsWaitedForAndNeverTakenForGranted(course: String) async throws {
        try await ImpervaServer.with { imperva in
            try await imperva.set(["certificate": course == "soon" ? 1 : .string(course)])
            try await imperva.addSite("www.a.example")
            _ = await imperva.firewall().send(
                FirewallProvider.Call.setValidation,
                ["site": "1001", "method": "dns"]
            )
            let outside = StepOutside(providers: imperva.providers)
            var answers: [StepAnswer] = []
            for _ in 0..<3 {
                answers.append(
                    try await perform("waf.await-certificate", ["site": "1001"], outside)
                )
            }
            switch course {
            case "never": #expect(answers == Array(repeating: .later(seconds: 60), count: 3))
            case "soon": #expect(answers == [.later(seconds: 60), .done([:]), .done([:])])
            default:
                #expect(text(answers[0]).contains("validation_failed"))
            }
        }
    }

    @Test func theNetworksAreAskedForEachTime() async throws {
        try await ImpervaServer.with { imperva in
            let outside = StepOutside(providers: imperva.providers)
            let found = try await perform("waf.find-networks", [:], outside)
            let four: JSON = ["198.51.100.0/24", "203.0.113.0/24"]
            #expect(
                found
                    == .done([
                        "networks": ["198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"],
                        "ipv4": four, "ipv6": ["2001:db8::/32"],
                    ])
            )
            #expect(try await imperva.calls() == ["ips"])
        }
    }

    @Test(arguments: [
        "waf.find-networks", "waf.find-site", "waf.await-site", "waf.await-certificate",
    ])
    func aProviderThatNobodyNamedOrThatIsDownIsSaid(name: String) async throws {
        let inputs: Object = ["site": "1", "domain": "a.example"]
        let unnamed = try await perform(name, inputs, StepOutside())
        #expect(text(unnamed).contains("PAR-RUN-20 parapet.yaml says nothing of 'imperva'"))
        let down = ImpervaFirewall(
            http: HTTPClient(),
            url: "http://127.0.0.1:1",
            patience: .init(attempts: 1)
        ) { .success(ProviderKey(id: "1", key: "k")) }
        let outside = StepOutside(providers: ActionProviders([ImpervaFirewall.service: down]))
        guard case .failed(let why, false) = try await perform(name, inputs, outside) else {
            Issue.record("\(name) knows what nobody said")
            return
        }
        #expect(why.hasPrefix("imperva:"), "\(why)")
    }

    /// The site's own name is asked at the firewall's address: its certificate has to be for the name.
    @Test func aSiteIsAskedThroughItsFirewallByItsOwnName() async throws {
        try await TLSStandIn.with(host: "www.a.example") { server in
            var configuration = HTTPClient.Configuration()
            configuration.trust = .file(server.certificate)
            let loopback = try #require(Network("127.0.0.0/8"))
            let outside = StepOutside(
                web: HTTPClient(configuration: configuration),
                addresses: .internet(networks: [loopback])
            )
            var inputs: Object = [
                "address": "127.0.0.1", "host": "www.a.example.", "port": .int(server.port),
            ]
            guard case .done(let outputs) = try await perform("waf.probe-site", inputs, outside)
            else {
                Issue.record("it does not answer")
                return
            }
            #expect(outputs["status"] == 200)
            inputs["host"] = "www.b.example"
            let other = try await perform("waf.probe-site", inputs, outside)
            #expect(text(other).contains("www.b.example does not answer through the firewall"))
            // What a provider names is on the internet.
            inputs["host"] = "www.a.example"
            let inside = StepOutside(web: HTTPClient(configuration: configuration))
            let refused = try await perform("waf.probe-site", inputs, inside)
            #expect(text(refused).contains("127.0.0.1 may not be spoken to"))
        }
    }

    @Test(arguments: ["", "a", "a b.example", "a.example/x", "*.a.example", "a..b"])
    func whatIsNoNameIsAskedNowhere(host: String) async throws {
        let outside = StepOutside(web: HTTPClient())
        let inputs: Object = ["address": "192.0.2.1", "host": .string(host)]
        guard case .failed(_, true) = try await perform("waf.probe-site", inputs, outside) else {
            Issue.record("'\(host)' was asked for")
            return
        }
    }
}
