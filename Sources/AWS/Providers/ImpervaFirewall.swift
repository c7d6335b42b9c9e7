import Document
import Guardrails
import Platform

/// Imperva Cloud WAF, formerly Incapsula, by its provisioning API, version 1. Source: Imperva
/// Documentation Portal, "Cloud Application Security v1/v3 API Definition", Site Management.
public struct ImpervaFirewall: ActionProvider {
    public typealias KeySource = @Sendable () async -> Result<ProviderKey, ProviderKeyFailure>

    public static let service = "imperva"

    /// How reads are tried again.
    public struct Patience: Sendable {
        public var attempts: Int
        /// Before the second; twice as long before each further one.
        public var firstPauseSeconds = 1.0
        public var longestPauseSeconds = 30.0

        public init(attempts: Int = 5) { self.attempts = attempts }
    }

    private let http: HTTPClient
    private let url: String
    private let account: String?
    private let patience: Patience
    private let key: KeySource

    /// - Parameters:
    ///   - url: where the API is, without a path.
    ///   - account: of a sub-account; nil: the key's own.
    public init(
        http: HTTPClient,
        url: String,
        account: String? = nil,
        patience: Patience = Patience(),
        key: @escaping KeySource
    ) {
        self.http = http
        self.url = url
        self.account = account
        self.patience = patience
        self.key = key
    }

    public func read(_ operation: String, _ input: Object) async -> Result<JSON?, Gap> {
        do throws(Gap) {
            switch operation {
            case FirewallProvider.Read.findSite:
                return .success(
                    try await findSite(
                        ref: input["ref"]?.string ?? "",
                        domain: input["domain"]?.string ?? ""
                    )
                )
            case FirewallProvider.Read.readSite:
                return .success(try await site(input["site"]?.string ?? "")?.json)
            case FirewallProvider.Read.listNetworks: return .success(try await networks())
            default: preconditionFailure("Imperva is not asked for \(operation)")
            }
        } catch {
            return .failure(error)
        }
    }

    public func send(_ operation: String, _ input: Object) async -> WriteOutcome {
        let site = ("site_id", input["site"]?.string ?? "")
        return switch operation {
        case FirewallProvider.Call.addSite:
            await change(
                "sites/add",
                [
                    ("domain", input["domain"]?.string ?? ""),
                    ("ref_id", input["ref"]?.string ?? ""),
                    // People are told by the run.
                    ("send_site_setup_emails", "false"),
                ]
            )
        case FirewallProvider.Call.setValidation:
            await change(
                "sites/configure",
                [site, ("param", "domain_validation"), value(input, "method")]
            )
        case FirewallProvider.Call.setMode:
            await change("sites/configure", [site, ("param", "active"), value(input, "mode")])
        case FirewallProvider.Call.deleteSite: await change("sites/delete", [site])
        default: preconditionFailure("Imperva is not asked to \(operation)")
        }
    }

    private func value(_ input: Object, _ name: String) -> (String, String) {
        ("value", input[name]?.string ?? "")
    }
}

extension ImpervaFirewall {
    private static let pageSize = 100
    /// A hundred thousand sites: more are hardly one account's.
    private static let mostPages = 1000

    private func findSite(ref: String, domain: String) async throws(Gap) -> JSON? {
        var byDomain: JSON?
        for page in 0..<Self.mostPages {
            let answer = try await ask(
                "sites/list",
                [("page_size", String(Self.pageSize)), ("page_num", String(page))]
            )
            let sites = answer?["sites"]?.array ?? []
            if !ref.isEmpty, let own = sites.first(where: { $0["ref_id"]?.string == ref }) {
                return try await whole(own)
            }
            byDomain =
                byDomain
                ?? sites.first { $0["domain"]?.string?.lowercased() == domain.lowercased() }
            if sites.count < Self.pageSize { break }
        }
        guard let byDomain else { return nil }
        return try await whole(byDomain)
    }

    /// What a list says of a site may leave its certificate out.
    private func whole(_ listed: JSON) async throws(Gap) -> JSON? {
        try await site(ImpervaSite(listed).id)?.json
    }

    private func site(_ id: String) async throws(Gap) -> ImpervaSite? {
        try await ask("sites/status", [("site_id", id)]).map(ImpervaSite.init)
    }

    /// Imperva Documentation Portal, "Imperva IP addresses & ranges".
    private func networks() async throws(Gap) -> JSON {
        let operation = "integration/v1/ips"
        let answer = try await ask(operation, [("resp_format", "json")], isPublic: true)
        let (four, six) = (answer?["ipRanges"]?.texts ?? [], answer?["ipv6Ranges"]?.texts ?? [])
        // An empty list would shut everybody out.
        guard !four.isEmpty, (four + six).allSatisfy({ Network($0) != nil }) else {
            throw gap(operation, "the ranges that it names are none")
        }
        return ["ipv4": .list(four.sorted()), "ipv6": .list(six.sorted())]
    }

    private func gap(_ operation: String, _ detail: String, isDenied: Bool = false) -> Gap {
        Gap(
            reason: isDenied ? .denied : .failed,
            permission: "\(Self.service):\(operation)",
            detail: detail
        )
    }

    /// A read, tried again where that may help. Nil: there is no such site.
    private func ask(
        _ operation: String,
        _ fields: [(String, String)],
        isPublic: Bool = false
    ) async throws(Gap) -> JSON? {
        var pause = patience.firstPauseSeconds
        var attempt = 1
        while true {
            let failure: String
            switch await exchange(operation, fields, isPublic: isPublic, isSentOnce: false) {
            case .done(let answer): return answer
            case .absent: return nil
            case .refused(let text): throw gap(operation, text, isDenied: true)
            case .busy(let text), .unclear(let text), .unsent(let text): failure = text
            }
            guard attempt < patience.attempts, !Task.isCancelled else {
                throw gap(operation, failure)
            }
            attempt += 1
            let jitter = Double.random(in: 0...pause / 4)
            try? await Task.sleep(for: .seconds(min(pause, patience.longestPauseSeconds) + jitter))
            pause *= 2
        }
    }

    /// A call that changes something is sent once: whoever sends it looks before sending it again.
    private func change(_ operation: String, _ fields: [(String, String)]) async -> WriteOutcome {
        switch await exchange(operation, fields, isPublic: false, isSentOnce: true) {
        case .done: .done(request: nil)
        case .busy(let text):
            .refused(
                CallFailure(.service(ServiceError(code: "Throttling", message: text, status: 429)))
            )
        case .absent:
            .refused(CallFailure(.unreadable("\(operation): there is no such site")))
        case .refused(let text): .refused(CallFailure(.unreadable("\(operation): \(text)")))
        case .unsent(let text): .refused(CallFailure(.unreachable(text)))
        case .unclear(let text): .unknown(CallFailure(.network(text)))
        }
    }

    private func exchange(
        _ operation: String,
        _ fields: [(String, String)],
        isPublic: Bool,
        isSentOnce: Bool
    ) async -> ImpervaAnswer {
        var fields = fields
        var headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        var own: ProviderKey?
        if !isPublic {
            switch await key() {
            case .failure(let failure): return .unsent(failure.text)
            case .success(let key):
                own = key
                headers += [("x-API-Id", key.id), ("x-API-Key", key.key)]
            }
            if let account { fields.append(("account_id", account)) }
        }
        let request = HTTPRequest(
            method: "POST",
            url: "\(url)/api/\(isPublic ? "" : "prov/v1/")\(operation)",
            headers: headers,
            body: Array(FormText.of(fields).utf8),
            maxResponseBytes: 16 << 20,
            isSentOnce: isSentOnce
        )
        do throws(HTTPFailure) {
            return ImpervaAnswer(try await http.send(request)).without(own)
        } catch {
            return error.mayHaveArrived
                ? .unclear(error.description) : .unsent(error.description)
        }
    }
}
