import Document

extension Configuration {
    /// Where a secret is. The configuration never has one itself: it is stored with every sweep.
    public enum Secret: Sendable, Hashable {
        /// A variable of the process that needs it.
        case env(String)
        /// A file that the process that needs it can read.
        case file(String)
        /// The ARN of a secret in AWS Secrets Manager.
        case secret(String)
    }

    /// A way to people or to other programs.
    public struct Channel: Sendable, Hashable {
        /// Who reads what is sent there.
        public enum Audience: String, Sendable, Hashable, CaseIterable {
            /// The owner of what the message is about, or few who may know who did it.
            case one
            case many
        }

        public var name: NamedInFile
        public var kind: Kind
        public var audience = Audience.many
        /// Messages an hour at most; those beyond wait.
        public var perHour = 30
        /// What it may speak to although it is not on the internet.
        public var allow: [Peer] = []
        /// Where AWS is asked; nil: where the message's finding is, or where Parapet is.
        public var region: NamedInFile?
    }
}

extension Configuration.Channel {
    /// What a kind of channel has to know.
    public enum Kind: Sendable, Hashable {
        case slack(url: Configuration.Secret)
        case webhook(url: String, secret: Configuration.Secret)
        case smtp(Mail)
        /// - Parameter topic: its ARN.
        case sns(topic: String)
        /// - Parameter bus: a name, or an ARN.
        case eventbridge(bus: String)
        case securityHub(SecurityHub)
        case tickets(Tickets)

        /// As `type:` says it.
        public var type: String {
            switch self {
            case .slack: "slack"
            case .webhook: "webhook"
            case .smtp: "smtp"
            case .sns: "sns"
            case .eventbridge: "eventbridge"
            case .securityHub: "security-hub"
            case .tickets: "tickets"
            }
        }
    }

    /// A host by its name, or a network.
    public enum Peer: Sendable, Hashable {
        /// In lower case.
        case host(String)
        case network(Network)
    }

    public struct Mail: Sendable, Hashable {
        public var host: String
        /// 465 is spoken to in TLS from the start, others by STARTTLS.
        public var port = 587
        public var user: String?
        public var password: Configuration.Secret?
        public var from: String
        public var to: [String]
    }

    /// Whose Security Hub is told.
    public enum SecurityHub: Sendable, Hashable {
        /// That of the account and region that a finding is of.
        case each
        /// One account's, for all; nil: that of the account that Parapet runs in.
        case hub(account: String?)
    }

    /// Jira, or what speaks its REST API.
    public struct Tickets: Sendable, Hashable {
        public var url: String
        /// Nil: the token is sent alone, as a personal access token.
        public var user: String?
        public var token: Configuration.Secret
        /// A project's key.
        public var project: String
        /// An issue type of the project.
        public var issueType = "Task"
    }

    /// The secrets that delivering takes.
    public var secrets: [Configuration.Secret] {
        switch kind {
        case .slack(let url): [url]
        case .webhook(_, let secret): [secret]
        case .smtp(let mail): [mail.password].compactMap(\.self)
        case .tickets(let tickets): [tickets.token]
        case .sns, .eventbridge, .securityHub: []
        }
    }
}
