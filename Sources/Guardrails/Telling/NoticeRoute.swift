/// Where a notice goes.
public struct NoticeRoute: Sendable, Hashable {
    /// Nil: nobody is told.
    public let channel: String?
    /// Whom the channel reaches; empty: whom its configuration names.
    public let address: String
    /// Whether it goes to who owns what it is about.
    public let isOwner: Bool
    /// Whether an owner was looked for, and nobody found.
    public let isUnowned: Bool
    /// Whether the channel keeps findings of its own, and is told how they stand.
    public let follows: Bool

    init(
        _ channel: Configuration.Channel?,
        address: String = "",
        isOwner: Bool = false,
        isUnowned: Bool = false
    ) {
        self.channel = channel?.name.name
        self.address = address
        self.isOwner = isOwner
        self.isUnowned = isUnowned
        follows = channel?.follows ?? false
    }

    static let nowhere = NoticeRoute(nil)

    /// The same way, to somebody who does not own what it is about.
    var toAnother: NoticeRoute { NoticeRoute(of: self) }

    private init(of other: NoticeRoute) {
        (channel, address, follows) = (other.channel, other.address, other.follows)
        (isOwner, isUnowned) = (false, other.isUnowned)
    }
}

extension Configuration.Channel {
    /// Whether it keeps findings of its own, as tickets or records, and is not read by people as mail is.
    public var follows: Bool {
        switch kind {
        case .securityHub, .tickets: true
        case .slack, .webhook, .smtp, .sns, .eventbridge: false
        }
    }

    /// Whether mail may be sent to an address that a tag or an account names: one of a domain that
    /// `allow` has.
    func mayWrite(to address: String) -> Bool {
        guard case .smtp = kind, let domain = address.mailDomain else { return false }
        return allow.contains(.host(domain))
    }
}

extension String {
    /// What follows the `@` of a plain mail address, in lower case; nil where it is none.
    fileprivate var mailDomain: String? {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, utf8.count <= 254, let name = parts.first, let domain = parts.last,
            !name.isEmpty, !domain.isEmpty,
            utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.marks.contains($0) })
        else { return nil }
        return domain.lowercased()
    }

    /// What has a meaning in a mail's header beside the plain address.
    private static let marks = Array("()<>[],;:\\\"".utf8)
}

extension UntoldNotice {
    /// Whether its word is a role whose members decide on a change.
    fileprivate var isForDeciders: Bool {
        kind == "change proposed" || kind == "approval ends" || isOfRun
    }

    /// A run may be about somebody who owns what it is run on.
    fileprivate var isOfRun: Bool { kind == "run" }
}

extension Configuration {
    /// Who is told of a notice: the channel that its word names; else the owner, as tags, the table of
    /// accounts and the account's contact name one; else the channel of last resort.
    public func route(of notice: UntoldNotice) -> NoticeRoute {
        guard notice.kind != "channel dead" else { return route(ofDead: notice.subject) }
        if notice.word != Self.ownerWord, let channel = channel(notice.word) {
            return channel.follows && !notice.isOfFinding
                ? .nowhere : checked(.init(channel), notice)
        }
        let isForOwner = notice.word == Self.ownerWord
        let last = owners.lastResort.flatMap { channel($0.name) }
        // Who decides is hardly who owns it.
        if notice.isForDeciders, !isForOwner, let last { return checked(.init(last), notice) }
        if notice.isOfRun { return .nowhere }
        if let owner = owner(of: notice) {
            return checked(isForOwner ? owner : owner.toAnother, notice)
        }
        return checked(.init(last, isUnowned: isForOwner), notice)
    }

    static let ownerWord = "owner"

    /// That something is in order again is told to who keeps it as a finding, and to nobody else.
    private func checked(_ route: NoticeRoute, _ notice: UntoldNotice) -> NoticeRoute {
        notice.kind == "finding resolved" && !route.follows ? .nowhere : route
    }

    private func owner(of notice: UntoldNotice) -> NoticeRoute? {
        for tags in [notice.resourceTags, notice.accountTags] {
            guard
                let name = owners.tags.lazy.compactMap({ tags[$0] }).first(where: { !$0.isEmpty }),
                let route = route(toOwner: name, notice)
            else { continue }
            return route
        }
        if let account = notice.account,
            let channel = channel(ofAccount: account, name: notice.accountName ?? ""),
            !channel.follows || notice.isOfFinding
        {
            return NoticeRoute(channel, isOwner: true)
        }
        return notice.contact.flatMap { mail(to: $0) }
    }

    /// A channel of that name, or a mail address that a channel of mail may write to.
    private func route(toOwner name: String, _ notice: UntoldNotice) -> NoticeRoute? {
        guard let channel = channel(name) else { return mail(to: name) }
        return channel.follows && !notice.isOfFinding
            ? nil : NoticeRoute(channel, isOwner: true)
    }

    private func mail(to address: String) -> NoticeRoute? {
        channels.first { $0.mayWrite(to: address) }
            .map { NoticeRoute($0, address: address, isOwner: true) }
    }

    /// Another than the dead one: the last resort, or the first that people read.
    private func route(ofDead name: String) -> NoticeRoute {
        let last = owners.lastResort.flatMap { channel($0.name) }
        let others = [last].compactMap(\.self) + channels
        return NoticeRoute(others.first { $0.name.name != name && !$0.follows })
    }
}
