import Document
import Policy

/// A bucket's policy and ACL, made to let in the known networks and endpoints where they let in
/// everybody.
struct BucketRestriction {
    private let context: ActionContext
    private let access: BucketAccess
    private let networks: KnownNetworks

    init(_ context: ActionContext, _ access: BucketAccess) {
        self.context = context
        self.access = access
        networks = KnownNetworks(context.texts("networks"))
    }

    private var arn: String { "arn:\(context.partition.name):s3:::\(context.id)" }

    private struct Refusal: Error { let reason: String }

    var plan: ActionPlan {
        do throws(Refusal) {
            if let problem = networks.problem { throw Refusal(reason: problem) }
            if let point = publicPoint {
                throw Refusal(reason: "the access point '\(point)' lets everybody in")
            }
            let document = try document
            let closed = try closed(document)
            let kept = context.flag("keep") ? try statementsForGrants() : []
            let grants = access.publicGrants
            guard closed != nil || !grants.isEmpty else { return .alreadyRight }
            if !grants.isEmpty, access.blocks.contains("BlockPublicAcls") {
                throw Refusal(reason: "BlockPublicAcls is on: the ACL could not be put back")
            }
            return try calls(closed ?? document, kept, changesPolicy: closed != nil)
        } catch {
            return .refused(error.reason)
        }
    }

    /// One that a policy leaves it to, as it was read when the bucket was judged: its own policy is
    /// what would have to change.
    private var publicPoint: String? {
        let points = context.request.target.document["access_points"]?.array ?? []
        return points.first { $0["public"]?.bool == true }?["name"]?.string
    }

    private func calls(
        _ document: Object?,
        _ kept: [JSON],
        changesPolicy: Bool
    ) throws(Refusal) -> ActionPlan {
        var calls: [ActionCall] = []
        var policy = access.policy
        // Half of it may be done already.
        let present = Set(document.map(Self.statements)?.map(\.canonicalText) ?? [])
        let missing = kept.filter { !present.contains($0.canonicalText) }
        if changesPolicy || !missing.isEmpty {
            var document = document ?? ["Version": "2012-10-17"]
            document["Statement"] = .array(Self.statements(document) + missing)
            let text = JSON.object(document).text
            try checkSize(text)
            try checkLockout(.object(document))
            policy = text
            calls.append(BucketAccess.put(text, on: context.id))
        }
        let left =
            access.hasACL ? access.grants.filter { !BucketAccess.isPublic($0) } : access.grants
        let changesACL = !access.publicGrants.isEmpty
        if changesACL { calls.append(access.putACL(context.id, left)) }
        let after = access.image(
            policy: policy,
            grants: changesACL ? left : access.grants,
            isPublic: false
        )
        return .calls(calls, after: after)
    }

    private var document: Object? {
        get throws(Refusal) {
            guard let text = access.policy else { return nil }
            guard let document = (try? JSON.parse(text))?.object else {
                throw Refusal(reason: "its policy cannot be read")
            }
            return document
        }
    }

    private static func statements(_ document: Object) -> [JSON] {
        document["Statement"].map { $0.array ?? [$0] } ?? []
    }

    /// The policy with what is public split; nil where nothing of it is.
    private func closed(_ document: Object?) throws(Refusal) -> Object? {
        guard let document, !access.blocks.contains("RestrictPublicBuckets") else { return nil }
        let statements = Self.statements(document)
        switch openness(of: statements, in: document) {
        case .unknown(let reason): throw Refusal(reason: "whether it is public: \(reason)")
        case .no:
            guard !access.isPublicByStatus else {
                throw Refusal(reason: "AWS calls its policy public, and no statement shows why")
            }
            return nil
        case .yes: break
        }
        if access.blocks.contains("BlockPublicPolicy") {
            throw Refusal(reason: "BlockPublicPolicy is on: the policy could not be put back")
        }
        var split: [JSON] = []
        var sids = Set(statements.compactMap { $0["Sid"]?.string })
        for statement in statements {
            guard case .no = openness(of: [statement], in: document) else {
                let splitter = StatementSplit(
                    statement,
                    networks: networks.texts(),
                    endpoints: context.texts("endpoints")
                )
                guard let parts = splitter.parts(&sids) else {
                    throw Refusal(reason: splitter.problem)
                }
                split += parts
                continue
            }
            split.append(statement)
        }
        guard case .no = openness(of: split, in: document) else {
            throw Refusal(reason: "its statements are public only together, or stay so")
        }
        var closed = document
        closed["Statement"] = .array(split)
        return closed
    }

    private func openness(of statements: [JSON], in document: Object) -> PolicyAnswer {
        var document = document
        document["Statement"] = .array(statements)
        let kind = PolicyExposure.Kind.bucket
        return Exposure(
            of: PolicyDocument(.object(document)),
            kind.subject(arn: arn, owner: context.account)
        ).isPublic()
    }

    /// What the ACL gave, by the table in "Mapping of ACL permissions and access policy permissions".
    private func statementsForGrants() throws(Refusal) -> [JSON] {
        let actions: [String: [JSON]] = [
            "READ": ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
            "READ_ACP": ["s3:GetBucketAcl"], "WRITE": ["s3:PutObject"],
        ]
        var statements: [JSON] = []
        for grant in access.publicGrants {
            let permission = grant["Permission"]?.string ?? ""
            guard let allowed = actions[permission] else {
                throw Refusal(reason: "'keep' would let others write the ACL: \(permission)")
            }
            var condition: Object = ["IpAddress": ["aws:SourceIp": .list(networks.texts())]]
            if BucketAccess.isForCustomers(grant) {
                condition["StringNotEquals"] = ["aws:PrincipalType": "Anonymous"]
            }
            statements.append(
                [
                    "Effect": "Allow", "Principal": "*", "Action": .array(allowed),
                    "Resource": .string(permission == "WRITE" ? arn + "/*" : arn),
                    "Condition": .object(condition),
                ]
            )
        }
        return statements
    }

    /// "Bucket policies are limited to 20 KB in size": Amazon S3 User Guide, "Bucket policies".
    private static let maxBytes = 20 << 10

    private func checkSize(_ text: String) throws(Refusal) {
        let bytes = text.utf8.count
        guard bytes <= Self.maxBytes else {
            throw Refusal(reason: "the policy would have \(bytes) bytes, S3 takes \(Self.maxBytes)")
        }
    }

    /// What the role that changes it would need to change it back.
    private func checkLockout(_ document: JSON) throws(Refusal) {
        guard let role = context.own.changing else { return }
        let name = "arn:\(context.partition.name):iam::\(context.account):role/\(role)"
        let all = PolicyDocument(
            ["Statement": ["Effect": "Allow", "Action": "*", "Resource": "*"]]
        )
        let policies = PolicySet(identity: [all], resource: PolicyDocument(document))
        for action in ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl"] {
            let request = Request(
                .identity(arn: name, session: nil),
                action,
                on: arn,
                keys: [
                    "aws:securetransport": ["true"], "aws:principaltype": ["AssumedRole"],
                ]
            )
            let found = Evaluation.of(request, under: policies, Situation(isSameAccount: true))
            guard found.decision == .allowed else {
                throw Refusal(
                    reason: "it could not be undone: \(role) may not \(action), "
                        + (found.statement.map { "\($0.title) denies it" } ?? found.because)
                )
            }
        }
    }
}
