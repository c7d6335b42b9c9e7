extension StringProtocol {
    /// Whether it is an account's id: twelve digits.
    var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { (48...57).contains($0) }
    }
}

extension String {
    /// `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E…`
    ///
    /// Source: Amazon CloudFront Developer Guide, "Use an origin access identity (legacy, not
    /// recommended)".
    var isOriginAccessIdentity: Bool {
        let parts = split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[2] == "iam" && parts[4] == "cloudfront"
            && parts[5].hasPrefix("user/CloudFront Origin Access Identity ")
    }

    /// Whether it is the name of a service: AWS's own, or Alexa's. Cognito is an identity provider, for
    /// all its name.
    ///
    /// Sources: IAM User Guide, "AWS JSON policy elements: Principal"; Alexa Skills Kit, "Host a Custom
    /// Skill as an AWS Lambda Function" and "Host a Smart Home Skill as an AWS Lambda Function".
    public var isServiceName: Bool {
        if self == "cognito-identity.amazonaws.com" { return false }
        return contains(".amazonaws.com") || (hasPrefix("alexa-") && hasSuffix(".amazon.com"))
    }
}
