/// What an error means for the call and for those after it.
enum ErrorKind: Sendable, Hashable {
    /// Too fast: slow down and try again.
    case throttled
    /// May well succeed when tried again.
    case transient
    /// The session has ended: with fresh credentials it may succeed.
    case expired
    /// Our clock is off.
    case skewed
    case denied
    /// The region or the service is switched off in this account, or not offered there.
    case unavailable
    case notEnabled
    case other

    init(_ error: ServiceError) {
        self =
            switch error.code {
            case let code where Self.throttles.contains(code): .throttled
            case let code where Self.denials.contains(code): .denied
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired": .expired
            case "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException",
                "SignatureDoesNotMatch", "RequestInTheFuture":
                .skewed
            case "AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException",
                "UnknownEndpoint", "RegionDisabledException":
                .unavailable
            case "OptInRequired", "SubscriptionRequiredException", "InvalidAccessException":
                .notEnabled
            case "InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable",
                "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete",
                "TransactionInProgressException", "WAFUnavailableEntityException", "HTTP 500",
                "HTTP 502", "HTTP 503", "HTTP 504":
                .transient
            default: error.status == 429 ? .throttled : error.status >= 500 ? .transient : .other
            }
    }

    /// Whether it says that AWS does not know the key that signed, or that its secret is another. Of
    /// a service in a region, only that the region is switched off; of STS where Parapet is, that its
    /// own keys are wrong. A clock that is off is said with the same code.
    static func isOfKeys(_ error: ServiceError) -> Bool {
        guard wrongKeys.contains(error.code) else { return false }
        let isOfTime = ["expired", "not yet current"].contains { error.message.contains($0) }
        return !isOfTime
    }

    private static let wrongKeys: Set<String> = [
        "AuthFailure", "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId",
        "InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException",
    ]

    /// botocore's `_retry.json` and standard retry mode.
    private static let throttles: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
        "RequestThrottled", "SlowDown", "EC2ThrottledException",
    ]

    private static let denials: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess",
        "AuthorizationError", "AuthorizationErrorException", "NotAuthorized", "Forbidden",
        "AllAccessDisabled",
    ]
}
