import Document
import Guardrails
import Playbooks

extension Step {
    /// Which instances of the estate were made alike.
    static let findSameOrigin = Step(
        StepType(
            "ec2.find-same-origin",
            title: "Which instances of any account come from the same image or take the same key",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("instance", .text, required: true, "the id of the one that is compared"),
                .init("image", .text, standard: "", "the image's id"),
                .init("key", .text, standard: "", "the key pair's name"),
            ],
            outputs: [
                .init("instances", .list(.any), "id, account, region, name, same: image, key"),
                .init("impact", .list(.text), "what else may be hit"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        do throws(StepInventoryFailure) {
            let image = context.text("image")
            let key = context.text("key")
            let found = try await context.ask([
                EstateQuestion("ec2.instance", "image", holds: [image].filter { !$0.isEmpty }),
                EstateQuestion(
                    "ec2.instance",
                    "aws",
                    "KeyName",
                    holds: [key].filter { !$0.isEmpty }
                ),
            ])
            return .done(
                SameOrigin(context.text("instance"), image: image, key: key, found).outputs
            )
        } catch {
            return .failed(error.text, isFinal: false)
        }
    }
}

/// Those of some instances that share an image or a key with one.
struct SameOrigin {
    let outputs: Object

    init(_ id: String, image: String, key: String, _ found: EstateFindings) {
        let others = found.resources.filter {
            $0.name.id != id && $0.text("state") != "terminated"
        }.sorted { left, right in
            (left.name.account, left.name.region, left.name.id)
                < (right.name.account, right.name.region, right.name.id)
        }
        let told = others.map { other -> JSON in
            var same: [String] = []
            if !image.isEmpty, other.text("image") == image { same.append("image") }
            if !key.isEmpty, other.document["aws"]?["KeyName"]?.string == key {
                same.append("key")
            }
            return [
                "id": .string(other.name.id), "account": .string(other.name.account),
                "region": .string(other.name.region), "name": .optional(other.name.name),
                "same": .list(same),
            ]
        }
        let accounts = Set(others.map(\.name.account)).count
        var impact: [String] = []
        if !others.isEmpty {
            let key = key.isEmpty ? "" : "; a key of the same name may be another key elsewhere"
            impact = [
                "\(others.count) more of \(accounts) accounts come from its image or take its key,"
                    + " and may be hit too\(key)"
            ]
        }
        outputs = [
            "instances": .array(told), "impact": .list(impact), "notes": .list(found.notes),
        ]
    }
}
