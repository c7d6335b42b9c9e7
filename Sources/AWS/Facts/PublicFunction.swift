import Document
import Guardrails
import Policy

/// Whether the internet, or every AWS customer, may call a Lambda function: by the API, or by its
/// address.
///
/// By its address anybody may where it asks for no authentication and the policy allows both
/// `InvokeFunctionUrl` and `InvokeFunction` for requests that come that way; where it asks for one, every
/// customer may where the policy allows both. The API takes signed requests alone. An address is of one
/// qualifier, and what is read are the address and the policy of the function without any: what its
/// aliases have of their own is not looked at.
/// Source: Lambda Developer Guide, "Control access to Lambda function URLs".
enum PublicFunction {
    static let kind = PolicyExposure.Kind.function

    static let fact = ResourceType.Fact(
        "public",
        .flag,
        from: ["policy", "url"],
        "the internet, or every AWS customer, may call it, by the API or by its address",
        example: "resource.public",
        judge: judge
    )

    static func judge(_ function: Resource) -> ResourceType.Fact.Answer {
        if function.unread["policy"] != nil { return .unknown(["policy"]) }
        guard let exposure = PolicyExposure.exposure(of: function, kind) else {
            return .known(false, because: [])
        }
        let byAPI = exposure.isPublic(calling: .api)
        if byAPI.isYes { return PolicyExposure.answer(byAPI, exposure, kind) }
        let byURL: PolicyAnswer
        if function.unread["url"] != nil {
            // Only where the policy leaves the door open does the address matter.
            let open = exposure.isPublic(calling: .url(isSigned: false))
            if open != .no { return .unknown(["url"]) }
            byURL = .no
        } else if function.document["url"]?.string != nil {
            guard let auth = function.document["url_auth"]?.string else {
                let isClosed = [true, false].allSatisfy {
                    exposure.isPublic(calling: .url(isSigned: $0)) == .no
                }
                return isClosed
                    ? PolicyExposure.answer(byAPI, exposure, kind) : .unknown(["url_auth"])
            }
            byURL = exposure.isPublic(calling: .url(isSigned: auth != "NONE"))
        } else {
            byURL = .no
        }
        let worse = byURL == .no ? byAPI : byURL
        return PolicyExposure.answer(worse, exposure, kind)
    }
}
