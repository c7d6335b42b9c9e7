import Testing

@testable import Policy

/// Principals of requests as people write them.
struct PrincipalTests {
    @Test(arguments: [
        ("anonymous", Principal.anonymous), ("Anonymous", .anonymous),
        ("111122223333", .identity(arn: "arn:aws:iam::111122223333:root", session: nil)),
        (
            "arn:aws-cn:iam::111122223333:root",
            .identity(arn: "arn:aws-cn:iam::111122223333:root", session: nil)
        ),
        (
            "arn:aws:iam::111122223333:user/team/ann",
            .identity(arn: "arn:aws:iam::111122223333:user/team/ann", session: nil)
        ),
        (
            "arn:aws:sts::111122223333:assumed-role/app/i-1",
            .identity(arn: "arn:aws:iam::111122223333:role/app", session: "i-1")
        ),
        (
            "arn:aws:sts::111122223333:federated-user/ann",
            .identity(arn: "arn:aws:sts::111122223333:federated-user/ann", session: nil)
        ),
        ("service:lambda", .service("lambda.amazonaws.com")),
        ("logs.us-east-1.amazonaws.com", .service("logs.us-east-1.amazonaws.com")),
        ("cognito-identity.amazonaws.com", .federated("cognito-identity.amazonaws.com")),
        ("accounts.google.com", .federated("accounts.google.com")),
        ("alexa-appkit.amazon.com", .service("alexa-appkit.amazon.com")),
        ("alexa-connectedhome.amazon.com", .service("alexa-connectedhome.amazon.com")),
        ("www.amazon.com", .federated("www.amazon.com")),
        (
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC",
            .service("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC")
        ),
        (
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
            .federated(
                "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
            )
        ),
    ]) func isRead(text: String, principal: Principal) throws {
        #expect(try Principal(written: text) == principal)
        #expect(try Principal(written: principal.name) == principal)
    }

    @Test(arguments: [
        "", "*", "ann", "11112222333", "arn:aws:iam::111122223333:role/*", "ann@example.com",
        "arn:aws:iam::111122223333:group/admins", "arn:aws:iam::11112222:user/ann",
        "arn:aws:sts::111122223333:assumed-role/app", "arn:aws:iam::111122223333:user/",
        "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:policy/x",
    ]) func nobodyIsRefused(text: String) {
        #expect(throws: Principal.Unwritten.self) { try Principal(written: text) }
    }
}
