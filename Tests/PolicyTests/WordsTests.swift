import Document
import Testing

@testable import Policy

/// Requests as people read them in a finding.
struct WordsTests {
    private static let object = "arn:aws:s3:::shop-assets/x"
    private static let account = "arn:aws:iam::111122223333:"

    @Test(arguments: [
        (Principal.anonymous, "anyone on the internet"),
        (.identity(arn: account + "root", session: nil), "account 111122223333"),
        (.identity(arn: "arn::::111122223333:", session: nil), "account 111122223333"),
        (.identity(arn: account + "user/ada", session: nil), account + "user/ada"),
        (
            .identity(arn: account + "role/team/app", session: "x"),
            "arn:aws:sts::111122223333:assumed-role/app/x"
        ),
        (.service("sns.amazonaws.com"), "the service sns.amazonaws.com"),
        (.federated("accounts.google.com"), "accounts.google.com"),
        (
            .service("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"),
            "CloudFront Origin Access Identity E1"
        ), (.anyCustomer, "every AWS customer"),
    ]) func principals(principal: Principal, words: String) {
        let request = Request(principal, "s3:GetObject", on: Self.object)
        #expect(request.words() == "\(words) may s3:GetObject on \(Self.object)")
    }

    /// A whole organization is not every customer.
    @Test(
        arguments: [
            (["o-1/"], ""), (nil, ""), (["o-1/r-1/"], ", with aws:principalorgpaths o-1/r-1/"),
        ] as [([String]?, String)]
    ) func organizations(paths: [String]?, rest: String) {
        var keys = ["aws:principalorgid": ["o-1"]]
        keys["aws:principalorgpaths"] = paths
        let request = Request(.anyCustomer, "s3:GetObject", on: Self.object, keys: keys)
        #expect(
            request.words()
                == "every account of organization o-1 may s3:GetObject on \(Self.object)\(rest)"
        )
    }

    @Test func whatItCarriesAndWhatAllowsIt() throws {
        let request = Request(
            .anonymous,
            "s3:GetObject",
            on: "*",
            keys: ["aws:userid": ["a", "b"], "aws:referer": ["x"]]
        )
        let words = "may s3:GetObject, with aws:referer x, aws:userid a and b"
        #expect(request.words(of: "ada", by: "it") == "ada \(words) (it)")
        let policy = PolicyDocument(["Statement": ["Sid": "Read", "Effect": "Allow"]])
        #expect(
            request.words(policy.statements.first)
                == "anyone on the internet \(words) (statement 'Read')"
        )
    }
}
