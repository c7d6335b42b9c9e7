import CPostgres
import Glibc

/// What a database's address says of the way there, as libpq reads it: the URL first, then the
/// environment.
struct DatabaseAddress {
    private let hosts: [String]
    private let mode: String?
    private let hasRoots: Bool
    private let hasService: Bool

    init(url: String, environment: (String) -> String?) {
        let said = Self.parsed(url)
        func value(_ key: String, _ variable: String) -> String? {
            (said[key] ?? environment(variable)).flatMap { $0.isEmpty ? nil : $0 }
        }
        // Where both are given, the address is what is connected to.
        let hosts = value("hostaddr", "PGHOSTADDR") ?? value("host", "PGHOST") ?? ""
        self.hosts = hosts.split(separator: ",").map { String($0) }
        mode = value("sslmode", "PGSSLMODE")
        hasRoots = value("sslrootcert", "PGSSLROOTCERT") != nil
        hasService = value("service", "PGSERVICE") != nil
    }

    var transport: DatabaseTransport {
        guard isBeyond else { return .local }
        return switch mode {
        case nil, "verify-full": .verified
        case .some(let mode): .weak(mode: mode)
        }
    }

    /// What libpq is given where nothing else is said: its own default, `prefer`, falls back to plain
    /// text, and looks for roots in the home folder alone.
    ///
    /// - Parameter isThere: whether a file can be read.
    func options(
        home: String?,
        isThere: (String) -> Bool = { access($0, R_OK) == 0 }
    ) -> [(String, String)] {
        guard isBeyond, (mode ?? "verify-full").hasPrefix("verify") else { return [] }
        var options = mode == nil ? [("sslmode", "verify-full")] : []
        let own = home.map { "\($0)/.postgresql/root.crt" }
        if !hasRoots, own.map(isThere) != true,
            case .file(let path) = TrustStore.first(of: TrustStore.systemFiles, where: isThere)
        {
            options.append(("sslrootcert", path))
        }
        return options
    }

    /// Whether anything leaves this machine. Where a service is named, nobody knows before.
    private var isBeyond: Bool {
        hosts.isEmpty ? hasService : hosts.contains { !Self.isHere($0) }
    }

    /// A socket's folder, or loopback.
    private static func isHere(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host.lowercased() == "localhost"
            || host == "::1" || isLoopback(host)
    }

    private static func isLoopback(_ host: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
            && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }

    /// What the URL sets; nothing where it cannot be read: connecting says why.
    private static func parsed(_ url: String) -> [String: String] {
        guard let options = PQconninfoParse(url, nil) else { return [:] }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                found[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return found
    }
}
