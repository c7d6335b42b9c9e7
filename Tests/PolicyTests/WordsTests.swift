import Testing

@testable import Policy

/// Requests as people read them in a finding.
struct WordsTests {
    private static let bucket = "arn:aws:s3:::shop-assets/x"
    private static let account = "arn:aws:iam::111122223333:"

    @Test(arguments: [
        (Principal.anonymous, "anyone on the internet"),
        (.identity(arn: account + "root", session: nil), "account 111122223333"),
        (.identity(arn: account + "user/ada", session: nil), account + "user/ada"),
        (.identity(arn: account + "role/app", session: "x"), account + "role/app"),
        (.service("sns.amazonaws.com"), "sns.amazonaws.com"),
        (.federated("accounts.google.com"), "whoever accounts.google.com vouches for"),
        (.canonicalUser("79a5"), "the account with the canonical id 79a5"),
    ]) func principals(principal: Principal, words: String) {
        #expect(principal.words == words)
        let request = Request(principal, "s3:GetObject", on: Self.bucket)
        #expect(request.words() == "\(words) may s3:GetObject on \(Self.bucket)")
    }

    @Test func whatItCarriesAndWhatAllowsIt() {
        let request = Request(
            .anonymous,
            "s3:GetObject",
            on: Self.bucket,
            keys: ["aws:userid": ["a", "b"], "aws:referer": ["x"]]
        )
        #expect(
            request.words(of: "ada", by: "statement 'Read'")
                == "ada may s3:GetObject on \(Self.bucket) with aws:referer 'x' and"
                + " aws:userid 'a', 'b' (statement 'Read')"
        )
    }
}
