import Document
import Guardrails
import Playbooks

extension Step {
    /// Sessions that were made with it live on: ``quarantineUser``.
    static let deactivateKey = responding(
        .deactivateKey,
        site: .account,
        inputs: [
            .init("user", .text, required: true, "the user that the key belongs to"),
            .init("key", .text, required: true, "the access key's id"),
        ],
        outputs: [.init("was", .text, "Active or Inactive: as it was before")],
        targets: { context in
            .found([
                context.asked(
                    "iam.access-key",
                    context.text("key"),
                    region: Scope.global,
                    document: ["user": .string(context.text("user"))]
                )
            ])
        },
        answer: { _, changed in ["was": changed.first?.before["key"]?["Status"] ?? .null] }
    )
}
