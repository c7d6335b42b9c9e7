import Document
import Guardrails
import Testing

/// One resource, an exception's scope, and whether it covers the resource: held against
/// `parapet.scope_covers` and `Guardrail.covers`, which must not differ.
struct ScopeCase: Sendable, CustomTestStringConvertible {
    struct Target: Sendable {
        var account = "111111111111"
        var unit: String? = "Root/Workloads/Prod"
        var environment: String? = "prod"
        var region = "us-east-1"
        var id = "sg-1"
        var arn: String? = "arn:aws:ec2:us-east-1:111111111111:security-group/sg-1"
        /// Nil: nothing is known of the resource's tags.
        var tags: [String: String]? = ["team": "net", "empty": ""]
    }

    let name: String
    let scope: GrantedException.Scope
    let target: Target
    let isCovered: Bool

    init(
        _ name: String,
        _ isCovered: Bool,
        _ scope: (inout GrantedException.Scope) -> Void,
        of target: (inout Target) -> Void = { _ in }
    ) {
        var made = (scope: GrantedException.Scope(), target: Target())
        scope(&made.scope)
        target(&made.target)
        self.name = name
        self.scope = made.scope
        self.target = made.target
        self.isCovered = isCovered
    }

    var testDescription: String { name }

    static let all =
        places + units + resources + tags + [
            ScopeCase("nothing named covers everything", true, { _ in }),
            ScopeCase(
                "everything has to hold",
                true,
                {
                    $0.account = "111111111111"
                    $0.unit = "Prod"
                    $0.environment = "prod"
                    $0.region = "us-east-1"
                    $0.resource = "sg-*"
                    $0.tag = .init(key: "team", value: "net")
                }
            ),
            ScopeCase(
                "one that does not is enough",
                false,
                {
                    $0.account = "111111111111"
                    $0.region = "eu-west-1"
                }
            ),
        ]

    private static let places = [
        ScopeCase("its account", true, { $0.account = "111111111111" }),
        ScopeCase("another account", false, { $0.account = "222222222222" }),
        ScopeCase("an account is no pattern", false, { $0.account = "1*" }),
        ScopeCase("a part of an account", false, { $0.account = "11111111111" }),
        ScopeCase("its environment", true, { $0.environment = "prod" }),
        ScopeCase("another environment", false, { $0.environment = "dev" }),
        ScopeCase("environments know case", false, { $0.environment = "Prod" }),
        ScopeCase(
            "an unclassified account has no environment",
            false,
            { $0.environment = "prod" },
            of: { $0.environment = nil }
        ),
        ScopeCase("its region", true, { $0.region = "us-east-1" }),
        ScopeCase("another region", false, { $0.region = "us-east-2" }),
        ScopeCase("a region is no pattern", false, { $0.region = "us-*" }),
        ScopeCase("global", true, { $0.region = "global" }, of: { $0.region = "global" }),
    ]

    private static let units = [
        ScopeCase("its whole path", true, { $0.unit = "Root/Workloads/Prod" }),
        ScopeCase("the last name", true, { $0.unit = "Prod" }),
        ScopeCase("the first name", true, { $0.unit = "Root" }),
        ScopeCase("a name between", true, { $0.unit = "Workloads" }),
        ScopeCase("a part of the path", false, { $0.unit = "Workloads/Prod" }),
        ScopeCase("the path's beginning", false, { $0.unit = "Root/Workloads" }),
        ScopeCase("a part of a name", false, { $0.unit = "Work" }),
        ScopeCase("names know case", false, { $0.unit = "prod" }),
        ScopeCase("a name is no pattern", false, { $0.unit = "Pro*" }),
        ScopeCase(
            "a name written in another way",
            false,
            { $0.unit = "caf\u{e9}" },
            of: { $0.unit = "Root/cafe\u{301}" }
        ),
        ScopeCase("an unknown unit", false, { $0.unit = "Root" }, of: { $0.unit = nil }),
        ScopeCase("no unit", false, { $0.unit = "Root" }, of: { $0.unit = "" }),
        ScopeCase("doubled slashes", true, { $0.unit = "b" }, of: { $0.unit = "a//b" }),
    ]

    private static func resource(
        _ pattern: String,
        _ isCovered: Bool,
        id: String = "sg-1",
        arn: String? = nil
    ) -> ScopeCase {
        ScopeCase(
            "\(pattern) and \(id)\(arn.map { ", \($0)" } ?? "")",
            isCovered,
            { $0.resource = pattern },
            of: {
                $0.id = id
                $0.arn = arn
            }
        )
    }

    private static let resources = [
        resource("sg-1", true), resource("sg-", false), resource("sg-10", false),
        resource("SG-1", false), resource("sg-*", true), resource("*", true),
        resource("*-1", true), resource("s*1", true), resource("*sg-1*", true),
        resource("sg-?", true), resource("sg-?", false, id: "sg-12"),
        resource("sg-1?", false), resource("?*", true), resource("???-1", false),
        resource("*", true, id: ""), resource("?", false, id: ""),
        resource("a%", false, id: "abc"), resource("a%", true, id: "a%"),
        resource("a_c", false, id: "abc"), resource("a_c", true, id: "a_c"),
        resource(#"a\c"#, true, id: #"a\c"#), resource(#"a\c"#, false, id: "ac"),
        resource(#"a\*"#, true, id: #"a\bc"#), resource(#"a\*"#, false, id: "a*"),
        resource(#"a\"#, true, id: #"a\"#), resource("a\\%_*?", true, id: "a\\%_xy"),
        resource("a*c*e", true, id: "abcde"), resource("a*c*e", false, id: "abcd"),
        resource("*a*b", true, id: "aabab"), resource("a.c", false, id: "abc"),
        resource("[a]", false, id: "a"), resource("a*", true, id: "a\nb"),
        resource("ü?", true, id: "üß"), resource("a?b", false, id: "a\r\nb"),
        // AWS takes ids by their bytes: the same letter written in two ways is two ids.
        resource("caf\u{e9}", false, id: "cafe\u{301}"),
        resource("caf?", false, id: "cafe\u{301}"), resource("caf??", true, id: "cafe\u{301}"),
        resource("arn:aws:s3:::*", true, id: "b", arn: "arn:aws:s3:::b"),
        resource("arn:aws:s3:::c", false, id: "b", arn: "arn:aws:s3:::b"),
        resource("b", true, id: "b", arn: "arn:aws:s3:::b"),
        resource("arn:*", false, id: "b"),
    ]

    private static let tags = [
        ScopeCase("its tag", true, { $0.tag = .init(key: "team", value: "net") }),
        ScopeCase("another value", false, { $0.tag = .init(key: "team", value: "web") }),
        ScopeCase("values know case", false, { $0.tag = .init(key: "team", value: "Net") }),
        ScopeCase("keys know case", false, { $0.tag = .init(key: "Team", value: "net") }),
        ScopeCase("a value is no pattern", false, { $0.tag = .init(key: "team", value: "n*") }),
        ScopeCase("another key", false, { $0.tag = .init(key: "owner", value: "net") }),
        ScopeCase("an empty value", true, { $0.tag = .init(key: "empty", value: "") }),
        ScopeCase("an absent tag is not empty", false, { $0.tag = .init(key: "x", value: "") }),
        ScopeCase(
            "a value written in another way",
            false,
            { $0.tag = .init(key: "team", value: "caf\u{e9}") },
            of: { $0.tags = ["team": "cafe\u{301}"] }
        ),
        ScopeCase(
            "a key written in another way",
            false,
            { $0.tag = .init(key: "caf\u{e9}", value: "net") },
            of: { $0.tags = ["cafe\u{301}": "net"] }
        ),
        ScopeCase(
            "no tags",
            false,
            { $0.tag = .init(key: "team", value: "net") },
            of: { $0.tags = [:] }
        ),
        ScopeCase(
            "unknown tags",
            false,
            { $0.tag = .init(key: "team", value: "net") },
            of: { $0.tags = nil }
        ),
    ]
}
