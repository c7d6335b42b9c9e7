import Document
import Playbooks

extension Step {
    /// Until then nobody could speak TLS to the site.
    static let awaitCertificate = Step(
        StepType(
            "waf.await-certificate",
            title: "Waits until a site has its certificate at the provider; no worker waits",
            kind: .analyse,
            site: .estate,
            inputs: [.provider, .site],
            outputs: [],
            // The provider may be down now and then.
            limits: StepType.Limits(attempts: 8, timeoutSeconds: 3 * 86_400)
        )
    ) { context in
        await context.asking(
            FirewallProvider.Read.readSite,
            ["site": .string(context.text("site"))]
        ) { site in
            guard let certificate = site?["certificate"] else {
                return .failed("there is no such site", isFinal: true)
            }
            let said = certificate["said"]?.string ?? ""
            return
                switch FirewallProvider.CertificateState(
                    rawValue: certificate["state"]?.string ?? ""
                )
            {
            case .validated: .done([:])
            case .failed: .failed("the provider says of the certificate: \(said)", isFinal: true)
            case .pending, nil: .later(seconds: 60)
            }
        }
    }
}
