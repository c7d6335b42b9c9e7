import Document
import Guardrails
import Notify
import Records

extension SampleMessage {
    static let owner = Recipient(name: "team-shop", audience: .one, isOwner: true)
    static let many = Recipient(name: "cloud-security", audience: .many, isOwner: false)

    static let dev = AccountNote(id: "200000000011", name: "shop-dev", environment: "dev")
    static let prod = AccountNote(id: "200000000013", name: "shop-prod", environment: "prod")

    static let ssh = GuardrailNote(
        name: "ssh-open-to-the-world",
        title: "SSH is open to the whole internet",
        severity: .high,
        education: """
            Scanners find an open port 22 in minutes, and try passwords from then on. Use Session
            Manager, which needs no open port, or allow only the office's ranges.

            If the port has to stay open for a while, ask the security team for an exception.
            """
    )
    static let bucket = GuardrailNote(
        name: "s3-public-bucket",
        title: "A bucket is open to the internet",
        severity: .critical,
        education: """
            What a public bucket holds is copied within hours, and cannot be taken back. Serve files
            through CloudFront with origin access control, or share them by presigned URL; switch on
            the public access block for the account. If the data is meant for everybody, ask the
            security team, or tag the bucket guardrail-exception: s3-public-bucket once that was
            agreed.
            """
    )

    static func group(_ number: Int) -> ResourceRecord {
        let id = "sg-0a1b2c3d4e5f600\(number)"
        return ResourceRecord(
            type: "ec2.security-group",
            id: id,
            arn: "arn:aws:ec2:eu-west-1:200000000011:security-group/\(id)",
            name: "test-box-\(number)"
        )
    }

    /// About a security group, in dev.
    static func item(
        _ event: Item.Event,
        _ number: Int = 1,
        reason: String? = nil,
        flapping: Item.Flapping? = nil,
        actor: Item.Actor? = nil,
        change: ChangeNote? = nil
    ) -> Item {
        Item(
            event: event,
            at: at("2026-11-26T09:33:05Z"),
            finding: "56155c80-4ec4-90ce-8d88-4dab837cf90\(number)",
            region: "eu-west-1",
            resource: group(number),
            part: "tcp/22-22/0.0.0.0/0",
            because: [
                FindingRecord.Reason(text: "tcp 22 from 0.0.0.0/0", path: "resource.ingress[0]")
            ],
            reason: reason,
            flapping: flapping,
            actor: actor,
            change: change
        )
    }

    static func change(
        _ state: ChangeState,
        _ number: Int = 1,
        waits: ChangeWait? = nil,
        notBefore: String? = nil,
        reason: String? = nil,
        undoes: String? = nil
    ) -> ChangeNote {
        ChangeNote(
            id: state == .planned ? nil : "c-3f0c2d9a41b\(number)",
            action: "ec2.restrict-ingress",
            state: state,
            waits: waits,
            notBefore: notBefore.map(at),
            expires: state == .awaitingApproval ? at("2026-11-29T09:33:05Z") : nil,
            approvers: state == .awaitingApproval ? ["security", "shop_admins"] : [],
            reason: reason,
            calls: state == .planned
                ? []
                : ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
            executed: state == .done ? at("2026-11-26T09:33:06Z") : nil,
            undoes: undoes
        )
    }

    /// A bucket whose policy lets everybody in, and a change that waits for somebody.
    static let publicBucket = Item(
        event: .needsApproval,
        at: at("2026-11-26T09:33:05Z"),
        finding: "7b8ea3fe-4ec4-90ce-8d88-4dab837cf901",
        region: "us-east-1",
        resource: ResourceRecord(
            type: "s3.bucket",
            id: "shop-prod-assets",
            arn: "arn:aws:s3:::shop-prod-assets",
            name: "shop-prod-assets"
        ),
        because: [
            FindingRecord.Reason(
                text: "anyone on the internet may s3:GetObject on arn:aws:s3:::shop-prod-assets/*",
                path: "resource.policy",
                witness: [
                    "principal": "anonymous", "action": "s3:GetObject",
                    "resource": "arn:aws:s3:::shop-prod-assets/x",
                    "keys": ["aws:SourceIp": "203.0.113.9"],
                ]
            ),
            FindingRecord.Reason(text: "the ACL grants READ to everyone", path: "resource.acl"),
        ],
        change: ChangeNote(
            id: "c-77aa01bc23de",
            action: "s3.block-public-access",
            state: .awaitingApproval,
            expires: at("2026-11-29T09:33:05Z"),
            approvers: ["security"],
            calls: ["s3:PutBucketPublicAccessBlock"]
        ),
        ticket: Item.Ticket(
            reference: "SEC-1234",
            url: "https://tickets.example.com/browse/SEC-1234"
        )
    )
}
