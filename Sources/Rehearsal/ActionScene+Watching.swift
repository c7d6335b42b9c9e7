extension ActionScene {
    /// What watches the account: recorders, trails, detectors, hubs.
    static let watching = [
        ActionScene(
            action: "config.start-recorder",
            plant: """
                client("s3", A, R).create_bucket(
                    Bucket="scene-config", CreateBucketConfiguration={"LocationConstraint": R})
                """,
            guardrail: """
                resource: aws.account
                related: { recorders: { resource: config.recorder } }
                parts:
                  recorder/{region}:
                    text: nothing records
                    criteria: "!related.recorders.exists(r, r.recording == true)"
                    actions:
                      - do: config.start-recorder
                        with: { role: "arn:aws:iam::200000000013:role/Config", bucket: scene-config }
                """,
            part: "recorder/eu-central-1"
        ),
        ActionScene(
            action: "cloudtrail.start-logging",
            plant: """
                s3 = client("s3", A, R)
                s3.create_bucket(
                    Bucket="scene-trail", CreateBucketConfiguration={"LocationConstraint": R})
                trail = client("cloudtrail", A, R)
                made = trail.create_trail(Name="quiet", S3BucketName="scene-trail")
                print(made["TrailARN"])
                """,
            guardrail: """
                resource: cloudtrail.trail
                criteria: "!resource.logging"
                actions: [{ do: cloudtrail.start-logging }]
                """
        ),
        ActionScene(
            action: "guardduty.enable-detector",
            guardrail: """
                resource: aws.account
                related: { detectors: { resource: guardduty.detector } }
                parts:
                  guardduty/{region}:
                    text: it is off
                    criteria: "!related.detectors.exists(d, d.status == 'ENABLED')"
                    actions: [{ do: guardduty.enable-detector }]
                """,
            part: "guardduty/eu-central-1"
        ),
        ActionScene(
            action: "guardduty.enable-detector",
            plant: #"client("guardduty", A, R).create_detector(Enable=False)"#,
            guardrail: """
                resource: aws.account
                related: { detectors: { resource: guardduty.detector } }
                parts:
                  guardduty/{region}:
                    text: it is off
                    criteria: "!related.detectors.exists(d, d.status == 'ENABLED')"
                    actions: [{ do: guardduty.enable-detector }]
                """,
            part: "guardduty/eu-central-1"
        ),
        ActionScene(
            action: "securityhub.enable-hub",
            guardrail: """
                resource: aws.account
                related: { hubs: { resource: securityhub.hub } }
                parts:
                  security-hub/{region}:
                    text: it is off
                    criteria: "!related.hubs.exists(h, h.exists)"
                    actions: [{ do: securityhub.enable-hub }]
                """,
            part: "security-hub/eu-central-1"
        ),
        ActionScene(
            action: "securityhub.enable-hub",
            guardrail: """
                resource: aws.account
                related: { hubs: { resource: securityhub.hub } }
                parts:
                  security-hub/{region}:
                    text: it is off
                    criteria: "!related.hubs.exists(h, h.exists)"
                    actions: [{ do: securityhub.enable-hub, with: { standards: true } }]
                """,
            part: "security-hub/eu-central-1"
        ),
    ]
}
