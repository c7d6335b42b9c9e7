import Document

/// What the values of channels' keys are.
extension YAMLValue {
    /// `{ env: NAME }`, `{ file: PATH }` or `{ secret: ARN }`; never the secret itself.
    func secret() -> Configuration.Secret? {
        guard case .mapping = node else {
            // Without the value: it may be the secret.
            source.report(
                .badValue,
                at: place,
                "a secret is not written here: parapet.yaml is stored with every sweep",
                hint: "write { env: NAME }, { file: PATH } or { secret: ARN }"
            )
            return nil
        }
        let keys = keys(["env", "file", "secret"])
        guard keys.count == 1, let entry = keys.first else {
            bad("a secret is in one place: env, file or secret")
            return nil
        }
        guard let text = entry.value.text(), !text.isEmpty else { return nil }
        switch entry.key {
        case "env": return .env(text)
        case "file": return .file(text)
        default:
            return entry.value.arn(of: "secretsmanager").map { .secret($0) }
        }
    }

    /// An address to post to: https, or http on this machine.
    func channelURL() -> String? {
        guard let url = text() else { return nil }
        guard let (scheme, authority) = Self.parts(ofURL: url) else {
            bad("that is not a URL, such as https://hooks.example.com/parapet")
            return nil
        }
        guard !authority.contains("@") else {
            bad(
                "a URL has no user and password",
                hint: "what is secret belongs into a key for secrets"
            )
            return nil
        }
        let host =
            authority.hasPrefix("[")
            ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard scheme == "https" || Self.isLoopback(String(host)) else {
            bad("http is spoken on this machine only", hint: "write https")
            return nil
        }
        return url
    }

    private static func parts(ofURL url: String) -> (scheme: String, authority: Substring)? {
        guard let colon = url.firstRange(of: "://"),
            url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return nil }
        let scheme = url[..<colon.lowerBound]
        let authority = url[colon.upperBound...].prefix { !"/?#\\".contains($0) }
        guard ["http", "https"].contains(scheme), !authority.isEmpty, !url.contains("#") else {
            return nil
        }
        return (String(scheme), authority)
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]"
            || Network("\(host)/32").flatMap { address in
                Network("127.0.0.0/8").map { $0.contains(address) }
            } == true
    }

    /// A host as a name, or an address.
    func host() -> String? {
        guard let host = text()?.lowercased() else { return nil }
        guard Self.isHost(host) || Network("\(host)/32") != nil || Network("\(host)/128") != nil
        else {
            bad("'\(host)' is not a host's name or address")
            return nil
        }
        return host
    }

    /// Letters, digits, hyphens and dots (RFC 1123, section 2.1).
    private static func isHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(text.utf8.count)
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
                    }
            }
    }

    /// A host by its name, an address, or a network.
    func peer() -> Configuration.Channel.Peer? {
        guard let text = text()?.lowercased() else { return nil }
        let network =
            Network(text)
            ?? (text.contains(":") ? Network("\(text)/128") : Network("\(text)/32"))
        if let network { return .network(network) }
        guard Self.isHost(text) else {
            bad("'\(text)' is not a host or a network, such as 10.1.0.0/16")
            return nil
        }
        return .host(text)
    }

    /// An address as mail servers take it (RFC 5321, section 4.1.2), without quotes and comments.
    func mailbox() -> String? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isHost(parts[1].lowercased()),
            (1...64).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy({
                $0 > 0x20 && $0 < 0x7F && !"()<>[]:;,\\\"".utf8.contains($0)
            })
        else {
            bad("'\(text)' is not a mail address, such as cloud-security@example.com")
            return nil
        }
        return text
    }

    /// Of one of a service's things.
    func arn(of service: String) -> String? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard Self.region(ofARN: text) != nil, parts[2] == service else {
            bad(
                "'\(text)' is not an ARN of \(service)",
                hint: "as arn:aws:\(service):eu-west-1:111122223333:NAME"
            )
            return nil
        }
        return text
    }

    /// The name of an event bus (Amazon EventBridge API Reference, CreateEventBus), or its ARN.
    func bus() -> String? {
        guard let text = text() else { return nil }
        if text.hasPrefix("arn:") { return arn(of: "events") }
        let isName = text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || "/._-".utf8.contains($0)
        }
        guard isName, (1...256).contains(text.utf8.count) else {
            bad("'\(text)' is not an event bus: its name or its ARN")
            return nil
        }
        return text
    }

    static func region(ofARN text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn", !parts[3].isEmpty, parts[4].count == 12 else {
            return nil
        }
        return String(parts[3])
    }

    /// As Jira has it by default: a capital letter, then capitals, digits and underscores.
    func projectKey() -> String? {
        guard let key = text() else { return nil }
        let isKey =
            key.utf8.first.map { (65...90).contains($0) } == true
            && key.utf8.allSatisfy {
                (65...90).contains($0) || (48...57).contains($0) || $0 == 95
            }
        guard isKey, key.utf8.count >= 2 else {
            bad("'\(key)' is not a project's key, such as SEC")
            return nil
        }
        return key
    }
}
