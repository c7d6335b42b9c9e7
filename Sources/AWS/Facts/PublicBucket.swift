import Document
import Guardrails

/// Whether the internet, or every AWS customer, can reach a bucket: ACL, policy and both levels of
/// public access block taken together, and the access points that a policy leaves it to.
///
/// Where AWS itself calls the policy public (`GetBucketPolicyStatus`) it is, whatever this analysis
/// says; where AWS says nothing the analysis stands.
///
/// `IgnorePublicAcls` and `RestrictPublicBuckets` take effect on what is there already, on either
/// level; `BlockPublicAcls` and `BlockPublicPolicy` only refuse later changes and prove nothing.
/// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
enum PublicBucket {
    static func judge(_ bucket: Resource) -> ResourceType.Fact.Answer {
        let grants = publicGrants(bucket)
        let exposure =
            bucket.unread["policy"] == nil
            ? PolicyExposure.exposure(of: bucket, .bucket) : nil
        let answer = exposure?.isPublic() ?? .no
        var statements: [Because] = []
        if let exposure, case .yes(let request) = answer {
            statements = [PolicyExposure.because(request, exposure, "policy")]
        }
        let byACL = known(grants, "acl", bucket) && !blocked("ignore_public_acls", bucket)
        let byStatus = known(publicStatus(bucket), "policy_status", bucket)
        let byPoint = known(publicPoints(bucket), "access_points", bucket)
        var byStatement = known(statements, "policy", bucket)
        if case .unknown(let reason) = answer { byStatement = .unknown(["policy (\(reason))"]) }
        let byPolicy =
            (byStatement || byStatus || byPoint)
            && !blocked("restrict_public_buckets", bucket)
        switch byACL || byPolicy {
        case .no: return .known(.bool(false), because: [])
        case .unknown(let attributes): return .unknown(attributes)
        case .yes:
            var because = byACL == .yes ? grants : []
            if byPolicy == .yes {
                because += statements + publicPoints(bucket)
                because += status(bucket, isSeen: !because.isEmpty)
            }
            return .known(.bool(true), because: because)
        }
    }

    private static func known(
        _ reasons: [Because],
        _ attribute: String,
        _ bucket: Resource
    ) -> Kleene {
        bucket.unread[attribute] == nil ? Kleene(!reasons.isEmpty) : .unknown([attribute])
    }

    /// Whether a block switch is on at the bucket or at its account.
    private static func blocked(_ name: String, _ bucket: Resource) -> Kleene {
        ["access_block", "account_access_block"].map { level -> Kleene in
            guard bucket.unread[level] == nil else { return .unknown([level]) }
            return Kleene(bucket.document[level]?[name]?.bool == true)
        }.reduce(.no) { $0 || $1 }
    }

    private static func publicGrants(_ bucket: Resource) -> [Because] {
        let groups = [
            "http://acs.amazonaws.com/groups/global/AllUsers": "everyone",
            "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS customer",
        ]
        return (bucket.document["acl"]?.array ?? []).compactMap { grant in
            guard let who = grant["grantee"]?.string.flatMap({ groups[$0] }),
                let permission = grant["permission"]?.string
            else { return nil }
            return Because(text: "the ACL grants \(permission) to \(who)", path: "acl")
        }
    }

    private static func publicStatus(_ bucket: Resource) -> [Because] {
        guard bucket.document["policy_public"]?.bool == true else { return [] }
        return [Because(text: "AWS calls its policy public", path: "policy_status")]
    }

    /// What AWS says, where nothing else tells why or where it says something else.
    private static func status(_ bucket: Resource, isSeen: Bool) -> [Because] {
        switch (bucket.document["policy_public"]?.bool, isSeen) {
        case (true, false): publicStatus(bucket)
        case (false, true):
            [Because(text: "AWS calls its policy not public", path: "policy_status")]
        default: []
        }
    }

    private static func publicPoints(_ bucket: Resource) -> [Because] {
        (bucket.document["access_points"]?.array ?? []).compactMap { point in
            guard point["public"]?.bool == true, let name = point["name"]?.string else {
                return nil
            }
            return Because(
                text: "the access point '\(name)' lets everyone in",
                path: "access_points"
            )
        }
    }
}
