import Document
import Policy

/// Policies and requests from a small world, so that they often meet.
public struct RandomPolicy: Sendable {
    public var random: SeededRandom

    public init(_ random: SeededRandom = SeededRandom()) { self.random = random }

    static let accounts = ["111122223333", "444455556666"]

    static let principals: [Principal] = [
        .anonymous, .service("lambda.amazonaws.com"), .federated("accounts.google.com"),
        .canonicalUser("abc"),
        .identity(arn: "arn:aws:iam::111122223333:user/ada", session: nil),
        .identity(arn: "arn:aws:iam::111122223333:role/app/deploy", session: "ci"),
        .identity(arn: "arn:aws:iam::444455556666:role/deploy", session: "ci"),
        .identity(arn: "arn:aws:iam::444455556666:root", session: nil),
    ]

    static let actions = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "iam:GetUser"]
    static let resources = ["arn:aws:s3:::shop", "arn:aws:s3:::shop/x", "arn:aws:s3:::home/ada/x"]

    private static let keys: [String: [String]] = [
        "aws:username": ["ada", "bob"], "aws:PrincipalOrgID": ["o-1", "o-2"],
        "aws:SourceIp": ["203.0.113.7", "10.1.2.3", "2a00::1"],
        "aws:MultiFactorAuthAge": ["10", "4000"],
        "aws:MultiFactorAuthPresent": ["true", "false"],
        "aws:SecureTransport": ["true", "false"],
        "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"],
        "aws:SourceArn": ["arn:aws:s3:::shop", "arn:aws:sns:us-east-1:111122223333:t"],
        "aws:TagKeys": ["team", "cost", ""],
    ]
    /// Of these, what no request lacks.
    private static let carried = ["aws:CurrentTime", "aws:SecureTransport"]

    public mutating func request() -> Request {
        var keys: [String: [String]] = [:]
        for (key, values) in Self.keys.sorted(by: { $0.key < $1.key })
        where Self.carried.contains(key) || random.happens(onceIn: 2) {
            keys[key.lowercased()] =
                key == "aws:TagKeys" && random.happens(onceIn: 2) ? values : [random.pick(values)]
        }
        return Request(
            random.pick(Self.principals),
            random.pick(Self.actions),
            on: random.pick(Self.resources),
            keys: keys
        )
    }

    public mutating func document(withPrincipals: Bool) -> JSON {
        let statements = (0..<random.pick(1...3)).map { _ in statement(withPrincipals) }
        var document: Object = ["Statement": .array(statements)]
        if !random.happens(onceIn: 4) { document["Version"] = "2012-10-17" }
        return .object(document)
    }

    public mutating func statement(_ withPrincipals: Bool, effect: String? = nil) -> JSON {
        var statement: Object = [
            "Effect": .string(effect ?? (random.happens(onceIn: 3) ? "Deny" : "Allow"))
        ]
        let actions = Self.actions + ["*", "s3:*", "S3:get*", "s3:?etObject", "iam:*", "*:*Object"]
        let resources =
            Self.resources
            + [
                "*", "arn:aws:s3:::shop*", "arn:aws:s3:::*/x",
                "arn:aws:s3:::home/${aws:username}/*",
            ]
        statement[name("Action")] = .array(some(actions))
        statement[name("Resource")] = .array(some(resources))
        if withPrincipals { statement[name("Principal")] = principal() }
        let conditions = (0..<random.pick(0...2)).map { _ in condition() }
        if !conditions.isEmpty {
            statement["Condition"] = .object(Object(conditions))
        }
        return .object(statement)
    }

    private mutating func name(_ element: String) -> String {
        random.happens(onceIn: 6) ? "Not" + element : element
    }

    private mutating func some(_ texts: [String]) -> [JSON] {
        (0..<random.pick(1...2)).map { _ in .string(random.pick(texts)) }
    }

    private mutating func principal() -> JSON {
        random.pick([
            "*", ["AWS": "*"], ["AWS": "111122223333"],
            ["AWS": "arn:aws:iam::444455556666:root"],
            ["AWS": ["arn:aws:iam::111122223333:user/ada", "444455556666"]],
            ["AWS": "arn:aws:iam::111122223333:role/app/deploy"],
            ["AWS": "arn:aws:sts::444455556666:assumed-role/deploy/ci"],
            ["Service": "lambda.amazonaws.com"],
        ])
    }

    private mutating func condition() -> (String, JSON) {
        func texts(_ key: String, _ values: [String]) -> [JSON] {
            (0..<random.pick(1...2)).map { _ in .string(random.pick(values)) }
        }
        let ifExists = random.happens(onceIn: 3) ? "IfExists" : ""
        switch random.pick(0...9) {
        case 0:
            let name = random.pick([
                "StringEquals", "StringNotEquals", "StringLike", "StringNotLike",
            ])
            let value = random.pick(["ada", "a*", "*", "${aws:username}", "${*}", "b?b"])
            return (name + ifExists, ["aws:username": .string(value)])
        case 1:
            let name = random.pick(["StringEqualsIgnoreCase", "StringNotEquals"])
            return (name + ifExists, ["aws:PrincipalOrgId": .string(random.pick(["o-1", "O-2"]))])
        case 2:
            let networks = ["10.0.0.0/8", "203.0.113.7", "0.0.0.0/0", "2a00::/16"]
            let name = random.pick(["IpAddress", "NotIpAddress"])
            return (name + ifExists, ["aws:SourceIp": .array(some(networks))])
        case 3:
            let name = random.pick([
                "NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals",
            ])
            let value: JSON = random.happens(onceIn: 2) ? "3600" : 10
            return (name + ifExists, ["aws:MultiFactorAuthAge": value])
        case 4, 8:
            let key = random.pick([
                "aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService", "aws:SecureTransport",
            ])
            return ("Bool" + ifExists, [key: random.pick([true, "false"])])
        case 5:
            let key = random.pick([
                "aws:MultiFactorAuthAge", "aws:PrincipalArn", "aws:SourceIp",
                "aws:PrincipalIsAWSService", "aws:SecureTransport",
            ])
            return ("Null", [key: random.pick(["true", "false"])])
        case 6:
            let name = random.pick(["DateLessThan", "DateGreaterThan"])
            return (name + ifExists, ["aws:CurrentTime": "2026-03-01T00:00:00Z"])
        case 7:
            let name = random.pick(["ArnLike", "ArnNotLike", "StringLike"])
            let key = random.pick(["aws:PrincipalArn", "aws:SourceArn"])
            let arns = [
                "arn:aws:iam::111122223333:*", "arn:*:iam::*:role/*", "arn:aws:s3:::shop", "*",
            ]
            return (name + ifExists, [key: .array(some(arns))])
        default:
            let name = random.pick(["ForAnyValue:StringEquals", "ForAllValues:StringNotLike"])
            return (name + ifExists, ["aws:TagKeys": .array(some(["team", "c*", "owner"]))])
        }
    }

    /// Policies of one to four kinds, what they decide about, and whose requests.
    public mutating func question() -> PolicyQuestion {
        var policies: Object = [:]
        let kinds = random.pick(1...15)
        if kinds & 1 != 0 { policies["identity"] = [document(withPrincipals: false)] }
        if kinds & 2 != 0 { policies["resource"] = document(withPrincipals: true) }
        if kinds & 12 == 12 { policies["boundary"] = document(withPrincipals: false) }
        if kinds & 12 == 8 { policies["session"] = document(withPrincipals: false) }
        if random.happens(onceIn: 4) {
            policies["serviceControl"] = [[document(withPrincipals: false)]]
        }
        return PolicyQuestion(
            policies,
            Situation(
                isSameAccount: random.happens(onceIn: 2),
                needsResourcePolicy: random.happens(onceIn: 4),
                isExemptFromControl: random.happens(onceIn: 4)
            ),
            isIdentity: random.happens(onceIn: 2)
        )
    }
}
