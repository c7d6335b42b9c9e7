import Document
import Guardrails
import Playbooks

extension Step {
    /// What is public is judged as guardrails judge it, of what AWS says now. Sources: AWS CloudTrail API
    /// Reference, "LookupEvents"; Amazon S3 User Guide, "Amazon S3 CloudTrail events".
    static let findBucketExposure = Step(
        StepType(
            "s3.find-exposure",
            title:
                "Whether a bucket is open, by what, since when, and where its readers are written",
            kind: .analyse,
            site: .region,
            inputs: [.init("bucket", .text, required: true, "the bucket's name")],
            outputs: [
                .init("public", .flag, "whether the internet or every AWS customer reaches it"),
                .init("because", .list(.any), "by what: text, path, witness"),
                .init("since", .timestamp, "it is so at least since then; missing: nobody knows"),
                .init(
                    "changes",
                    .list(.any),
                    "who changed who may reach it: time, operation, who, address, error"
                ),
                .init("readers_in", .list(.text), "where it is written who reads its objects"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: BucketInquiry.permissions,
            limits: StepType.Limits(timeoutSeconds: 1800)
        )
    ) { context in
        await context.reading { await BucketInquiry(context, $0).answer() }
    }
}

/// What AWS is asked about a bucket.
private struct BucketInquiry {
    let context: StepContext
    let reader: Reader
    let bucket: String
    let region: String

    /// What its openness rests on, and its access log.
    private static let attributes: Set = [
        "access_block", "access_points", "account_access_block", "acl", "logging", "policy",
        "policy_status",
    ]
    static var permissions: [String] {
        let types = [Collector.bucket.type, Collector.trail.type]
        let wanted = attributes.union(["selectors", "status"])
        let reads = types.flatMap { type in
            type.listPermissions + type.byIDPermissions
                + type.attributes.filter { wanted.contains($0.name) }.flatMap(\.permissions)
        }
        return Set(reads + TrailLookup.permissions).sorted()
    }

    init(_ context: StepContext, _ reader: Reader) {
        self.context = context
        self.reader = reader
        bucket = context.text("bucket")
        region = context.text("region")
    }

    func answer() async -> StepAnswer {
        let found = await collect(
            bucket,
            of: Collector.bucket.type,
            in: Scope(account: reader.account, region: Scope.global, service: "s3"),
            attributes: Self.attributes,
            reader: reader,
            region: region
        )
        guard let resource = found.resources.first else {
            if let gap = found.coverage.flatMap(\.gaps.keys).first { return .unread(gap) }
            return .failed("there is no bucket '\(bucket)' in \(reader.account)", isFinal: true)
        }
        let changes = await changes(of: resource.name.region)
        let (readers, unknown) = await readers(of: resource)
        var notes = changes.notes + unknown + Self.limits
        var outputs: Object = [
            "changes": .array(changes.events.map(Self.described)), "readers_in": .list(readers),
        ]
        switch PublicBucket.judge(resource) {
        case .known(let isPublic, let because):
            outputs["public"] = isPublic
            outputs["because"] = .array(because.map(\.json))
            if isPublic == true, let last = changes.events.last(where: Self.opens) {
                outputs["since"] = .string(last.time)
            } else if isPublic == true {
                notes.append("nothing in its 90 days of history opened it: it may be so for longer")
            }
        case .unknown(let attributes):
            let names = attributes.sorted().joined(separator: ", ")
            notes.append("nobody knows whether it is open: \(names) could not be read")
        }
        if readers.isEmpty {
            notes.append("nothing that Parapet finds records who read its objects")
        }
        outputs["notes"] = .list(notes)
        return .done(outputs)
    }

    private static let limits = [
        "LookupEvents has no data events: who read objects is only in what readers_in names"
    ]

    /// Those of the account's own block are about every bucket.
    private func changes(of place: String) async -> TrailLookup {
        var history = await TrailLookup("ResourceName", bucket, in: [place], .days(90), reader)
        for name in ["PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock"] {
            history.add(await TrailLookup("EventName", name, in: [region], .days(90), reader))
        }
        history.keep { !$0.isRead && Self.concerning.contains(where: $0.name.contains) }
        return history
    }

    private static let concerning = [
        "AccessPoint", "BucketAcl", "BucketOwnershipControls", "BucketPolicy", "CreateBucket",
        "PublicAccessBlock",
    ]

    /// Whether it may have let somebody in.
    private static func opens(_ event: HistoryEvent) -> Bool {
        event.error == nil && !event.name.hasPrefix("DeleteBucketPolicy")
    }

    private static func described(_ event: HistoryEvent) -> JSON {
        [
            "time": .string(event.time), "operation": .string(event.name),
            "who": .string(event.who), "address": .string(event.address),
            "error": event.error.map { .string($0) } ?? .null,
        ]
    }

    /// Trails that record data events of it, and its own access log.
    private func readers(of resource: Resource) async -> ([String], notes: [String]) {
        var readers: [String] = []
        var notes: [String] = []
        if resource.unread["logging"] != nil {
            notes.append("nobody knows whether its accesses are logged")
        } else if let log = resource.document["log_bucket"]?.string {
            readers.append("the access log in the bucket \(log)")
        }
        let place = resource.name.region
        let trails = await AWS.collect(
            Scope(account: reader.account, region: place, service: "cloudtrail"),
            attributes: [Collector.trail.type.name: ["selectors"]],
            reader: reader,
            region: place
        )
        for gap in trails.coverage.flatMap(\.gaps.keys) {
            notes.append("not all trails are known: \(gap.summary)")
        }
        for trail in trails.resources {
            let isRecording = ObjectEvents.areRecorded(
                by: trail,
                of: bucket,
                partition: reader.partition.name
            )
            if isRecording == true {
                let log = trail.document["bucket"]?.string ?? "?"
                readers.append("the data events of the trail \(trail.name.id) in the bucket \(log)")
            }
        }
        return (readers.sorted(), Set(notes).sorted())
    }
}
