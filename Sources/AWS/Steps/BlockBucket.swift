import Document
import Playbooks

extension Step {
    /// In the bucket's own region: another answers for none.
    static let blockPublicAccess = responding(
        .blockPublicAccess,
        inputs: [.init("bucket", .text, required: true, "the bucket's name")],
        targets: { .found([$0.asked("s3.bucket", $0.text("bucket"))]) }
    )
}
