import Document

extension Action {
    static let addTags = Action(
        "resource.add-tags",
        title: "Adds tags to the resource",
        subject: .resources(TagStore.types),
        parameters: [
            .init("tags", .map(.text), required: true, "the tags by their keys") { tags in
                let keys = tags.object?.keys ?? []
                if keys.isEmpty { return "no tag is named" }
                // Tag naming limits: "Tagging AWS Resources and Tag Editor User Guide".
                return keys.first { $0.lowercased().hasPrefix("aws:") }.map {
                    "'\($0)' is AWS's own: nobody else sets keys that begin with aws:"
                }
            },
            .init(
                "replace",
                .flag,
                standard: false,
                "whether a tag that has another value is overwritten; else it stays as it is"
            ),
        ],
        asks: ["ec2.DescribeTags", "s3.GetBucketTagging", "iam.ListRoleTags", "iam.ListUserTags"],
        sends: [
            "ec2.CreateTags", "ec2.DeleteTags", "s3.PutBucketTagging", "s3.DeleteBucketTagging",
            "iam.TagRole", "iam.UntagRole", "iam.TagUser", "iam.UntagUser",
        ],
        undoing:
            "the tags that were added are taken away, those that were replaced get their old value",
        refuses: "keys that begin with aws:, and more tags than AWS keeps",
        reads: { context, _ in [TagStore(context)?.read].compactMap(\.self) },
        image: { context, read in
            let tags = JSON.tags(TagStore(context)?.tags(read)).object ?? Object()
            return ["tags": .object(Object(tags.sorted { $0.0 < $1.0 }))]
        },
        plan: { context, before in
            guard let store = TagStore(context) else { return .refused("it has no tags") }
            let present = before["tags"]?.object ?? Object()
            let wanted = context.request.parameters["tags"]?.object ?? Object()
            let replaces = context.flag("replace")
            let set = wanted.filter { key, value in
                let written = store.written(key, among: present)
                return written.map { replaces && ($0 != key || present[$0] != value) } ?? true
            }
            guard !set.isEmpty else { return .alreadyRight }
            var after = present
            for (key, value) in set {
                if let written = store.written(key, among: present) { after[written] = nil }
                after[key] = value
            }
            guard after.count <= TagStore.limit else {
                return .refused("it would have \(after.count) tags, AWS keeps \(TagStore.limit)")
            }
            let sorted = Object(after.sorted { $0.0 < $1.0 })
            return .calls(
                store.set(Object(set.map { ($0.0, $0.1) }), whole: after),
                after: ["tags": .object(sorted)]
            )
        },
        undo: { context, before, after in
            guard let store = TagStore(context) else { return [] }
            let (old, new) = (before["tags"]?.object ?? [:], after["tags"]?.object ?? [:])
            let added = Object(new.filter { old[$0.0] == nil }.map { ($0.0, $0.1) })
            let replaced = Object(
                old.filter { new[$0.0] != $0.1 }.map { ($0.0, $0.1) }
            )
            return store.remove(added, whole: old)
                + (replaced.isEmpty ? [] : store.set(replaced, whole: old))
        }
    )
}
