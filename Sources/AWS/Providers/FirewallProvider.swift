/// What a web application firewall outside AWS has to answer, so that the same steps work with any: the
/// words of its reads and calls, and the documents that they give and take.
///
/// A provider is an ``ActionProvider`` in a file of its own, a name in ``FirewallProvider/names`` and its
/// keys in parapet.yaml under `providers`.
enum FirewallProvider {
    /// By which parapet.yaml and playbooks name them.
    static let names = [ImpervaFirewall.service]

    enum Read {
        /// `{ref, domain}`: the site that has the reference, else the one for the domain. Nil: there is
        /// none.
        static let findSite = "FindSite"
        /// `{site}`: one by its id.
        static let readSite = "ReadSite"
        /// `{ipv4: […], ipv6: […]}`: where its proxies ask from.
        static let listNetworks = "ListNetworks"
    }

    enum Call {
        /// `{domain, ref}`
        static let addSite = "AddSite"
        /// `{site, method}`: how the certificate's authority is shown whose the name is.
        static let setValidation = "SetValidation"
        /// `{site, mode}`
        static let setMode = "SetSiteMode"
        /// `{site}`
        static let deleteSite = "DeleteSite"
    }

    /// Whether a site's rules are applied, or requests are passed on as they are.
    enum Mode: String, CaseIterable {
        case active, bypass
    }

    /// How far a site's certificate is.
    enum CertificateState: String {
        case pending, validated, failed
    }
}
