import CEL
import Document

extension YAMLValue {
    private static let common = ["type", "audience", "per-hour"]

    /// The keys of each type besides the common ones; those that must be there first.
    private static let channelKeys: [(type: String, required: [String], more: [String])] = [
        ("slack", ["url"], ["allow"]),
        ("webhook", ["url", "secret"], ["allow"]),
        ("smtp", ["host", "from", "to"], ["port", "user", "password", "allow"]),
        ("sns", ["topic"], ["region"]),
        ("eventbridge", ["bus"], ["region"]),
        ("security-hub", [], ["account", "region"]),
        ("tickets", ["url", "token", "project"], ["user", "issue-type", "allow"]),
    ]

    /// `{ type: webhook, url: …, secret: { env: NAME }, audience: many, per-hour: 30, allow: […] }`
    func channel(_ name: NamedInFile) -> Configuration.Channel? {
        guard let type = channelType(),
            let known = Self.channelKeys.first(where: { $0.type == type })
        else { return nil }
        let keys = keys(Self.common + known.required + known.more, required: known.required)
        guard let kind = kind(type, keys) else { return nil }
        var channel = Configuration.Channel(name: name, kind: kind)
        if let value = keys["audience"],
            let audience = value.choice(
                Configuration.Channel.Audience.self
            )
        {
            channel.audience = audience
        }
        if let value = keys["per-hour"], let count = value.number() {
            if count < 1 { value.bad("at least one message an hour") }
            channel.perHour = count
        }
        channel.allow = keys["allow"]?.list().compactMap { $0.peer() } ?? []
        channel.region = region(keys)
        return channel
    }

    /// As it is written, or as the ARN has it that is.
    private func region(_ keys: [String: YAMLValue]) -> NamedInFile? {
        let named = keys["region"].flatMap { value in
            value.text().map { NamedInFile($0, at: value.place) }
        }
        guard let value = keys["topic"] ?? keys["bus"], let text = value.text(),
            let region = Self.region(ofARN: text)
        else { return named }
        if let named, named.name != region {
            keys["region"]?.bad("'\(text)' is in \(region)", hint: "leave 'region' out")
        }
        return NamedInFile(region, at: value.place)
    }

    /// Read before the other keys: it says which they are.
    private func channelType() -> String? {
        guard case .mapping = node else {
            wrong("a mapping")
            return nil
        }
        guard let value = keysQuietly["type"], let type = value.text() else {
            source.report(.missingKey, at: place, "the key 'type' is missing")
            return nil
        }
        let types = Self.channelKeys.map(\.type)
        guard types.contains(type) else {
            value.bad(
                "'\(type)' is none of \(types.joined(separator: ", "))",
                hint: Suggestion.nearest(to: type, in: types).map { "did you mean '\($0)'?" }
            )
            return nil
        }
        return type
    }

    private func kind(
        _ type: String,
        _ keys: [String: YAMLValue]
    ) -> Configuration.Channel.Kind? {
        switch type {
        case "slack": return keys["url"]?.secret().map { .slack(url: $0) }
        case "webhook":
            guard let url = keys["url"]?.channelURL(), let secret = keys["secret"]?.secret()
            else { return nil }
            return .webhook(url: url, secret: secret)
        case "smtp": return mail(keys).map { .smtp($0) }
        case "sns": return keys["topic"]?.arn(of: "sns").map { .sns(topic: $0) }
        case "eventbridge": return keys["bus"]?.bus().map { .eventbridge(bus: $0) }
        case "security-hub": return securityHub(keys).map { .securityHub($0) }
        default: return tickets(keys).map { .tickets($0) }
        }
    }

    private func mail(_ keys: [String: YAMLValue]) -> Configuration.Channel.Mail? {
        guard let host = keys["host"]?.host(), let from = keys["from"]?.mailbox() else {
            return nil
        }
        let to: [String]
        if let value = keys["to"], case .sequence = value.node {
            to = value.list().compactMap { $0.mailbox() }
            if value.list().isEmpty { value.bad("nobody is named") }
        } else {
            to = [keys["to"]?.mailbox()].compactMap(\.self)
        }
        var mail = Configuration.Channel.Mail(host: host, from: from, to: to)
        if let value = keys["port"], let port = value.number() {
            if !(1...65535).contains(port) { value.bad("\(port) is not a port") }
            mail.port = port
        }
        mail.user = keys["user"]?.text()
        mail.password = keys["password"]?.secret()
        if (keys["user"] == nil) != (keys["password"] == nil) {
            bad("'user' and 'password' go together", hint: "give both, or neither")
        }
        return mail
    }

    private func securityHub(
        _ keys: [String: YAMLValue]
    ) -> Configuration.Channel.SecurityHub? {
        guard let value = keys["account"] else {
            keys["region"]?.bad(
                "'region' goes with 'account'",
                hint: "each account's findings are sent to the region that they are of"
            )
            return .each
        }
        if value.text() == "hub" { return .hub(account: nil) }
        return value.accountID().map { .hub(account: $0) }
    }

    private func tickets(_ keys: [String: YAMLValue]) -> Configuration.Channel.Tickets? {
        guard let url = keys["url"]?.channelURL(), let token = keys["token"]?.secret(),
            let project = keys["project"]?.projectKey()
        else { return nil }
        var tickets = Configuration.Channel.Tickets(url: url, token: token, project: project)
        tickets.user = keys["user"]?.text()
        tickets.issueType = keys["issue-type"]?.text() ?? tickets.issueType
        return tickets
    }
}
