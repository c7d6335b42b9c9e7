import Document

/// A run on a seeded instance as `report.runs` and `report.changes` have it, with everything that a
/// report tells of.
enum IncidentScene {
    static let run = "r-0123456789ab"
    static let instance = "i-0aaa"
    /// What nobody may take for markup, nor for a cell's end.
    static let hostile = "<script>alert('1')</script>|&\u{202e}"

    static var row: JSON {
        [
            "id": .string(run), "playbook": "incident-response-instance",
            "target_type": "ec2.instance",
            "account": "222222222222", "region": "eu-west-1", "target_id": .string(instance),
            "target_arn": .null, "target_name": "web-1", "case": "4711",
            "reason": .string("odd calls \(hostile)"), "status": "waiting", "started_by": "ada",
            "started": "2026-01-03T10:00:00Z", "ended": .null,
            "text": "steps:\n  - { step: isolate, do: ec2.isolate-instance }\n",
            "state": [
                "steps": .array(contained + analysed + waiting)
            ],
        ]
    }

    private static func step(
        _ name: String,
        status: String = "done",
        reason: String? = nil,
        changes: [String] = [],
        _ outputs: JSON = [:]
    ) -> JSON {
        let isOver = status == "done" || status == "failed"
        let task: JSON = [
            "has_item": false, "outputs": status == "done" ? outputs : .null,
            "changes": .list(changes), "undone_by": [],
            "started": isOver ? "2026-01-03T10:00:01Z" : .null,
            "ended": isOver ? "2026-01-03T10:00:03Z" : .null,
        ]
        return [
            "name": .string(name), "type": name == "isolate" ? "ec2.isolate-instance" : .null,
            "status": .string(status), "reason": .optional(reason),
            "tasks": isOver ? [task] : [],
        ]
    }

    private static var contained: [JSON] {
        [
            step("protect", changes: ["c-1"]),
            step(
                "shorten",
                status: "failed",
                reason: "t2.micro tracks with a timeout that nobody changes"
            ),
            step(
                "isolate",
                changes: ["c-2"],
                [
                    "group": "sg-empty", "interfaces": ["eni-1", "eni-2"], "refused": [],
                    "flows": [
                        "eni-1: what sg-web had let pass lives on until it ends or is idle",
                        "security groups do not filter DNS at the VPC's resolver",
                    ],
                ]
            ),
            step("cut", status: "skipped", reason: "it is done only where inputs.cut"),
        ]
    }

    private static var analysed: [JSON] {
        [
            step(
                "exposure",
                [
                    "ports": [
                        [
                            "protocol": "tcp", "from": 22, "to": 22, "source": "0.0.0.0/0",
                            "group": "sg-web", "world": true, "services": ["SSH"],
                        ],
                        [
                            "protocol": "all", "from": .null, "to": .null, "source": "sg-web",
                            "group": "sg-web", "world": false, "services": [],
                        ],
                    ],
                    "public": true, "open": true,
                    "notes": ["routes and network ACLs are not looked at"],
                ]
            ),
            step(
                "role",
                [
                    "role": "web", "privilege": "administrator",
                    "escalations": [
                        [
                            "name": "iam:PutRolePolicy", "reach": "account", "target": "role",
                            "witness": ["web may iam:PutRolePolicy on \(hostile)"],
                        ]
                    ],
                    "witnesses": [
                        "web may iam:CreateAccessKey on *",
                        .string("web may iam:PutRolePolicy on \(hostile)"),
                    ],
                    "instances": [
                        ["id": "i-0ccc", "account": "222222222222", "region": "eu-west-1"]
                    ],
                    "impact": ["revoking the sessions of web also ends those of 1 more instances"],
                    "notes": [],
                ]
            ),
            step(
                "peers",
                [
                    "peers": [
                        ["id": "i-0ddd", "shares": ["groups": ["sg-web"], "image": "ami-1"]]
                    ],
                    "notes": [],
                ]
            ),
            step(
                "activity",
                [
                    "launched": [
                        "at": "2026-01-02T08:00:00Z", "by": "arn:aws:iam::222222222222:user/eve",
                        "address": "203.0.113.9",
                    ],
                    "role_calls": [
                        [
                            "event": "s3.amazonaws.com ListBuckets", "times": 3, "refused": 1,
                            "last": "2026-01-03T09:00:00Z",
                        ]
                    ],
                    "foreign_addresses": ["198.51.100.9"], "looked_back_to": "2026-01-01T00:00:00Z",
                    "notes": [],
                ]
            ),
            step(
                "balancers",
                [
                    "targets": [
                        ["group": "web", "port": 80, "health": "healthy", "last": true]
                    ],
                    "classic": [], "notes": [],
                    "impact": ["the target group web has no other target"],
                ]
            ),
            step(
                "names",
                [
                    "records": [
                        [
                            "name": "www.example.com.", "account": "333333333333",
                            "leads_to": "198.51.100.7",
                        ]
                    ],
                    "notes": ["not all is known of route53.record in every account"],
                ]
            ),
        ]
    }

    private static var waiting: [JSON] {
        [step("detach", status: "waiting"), step("revoke", status: "pending")]
    }

    /// A cut that stopped halfway, and what became of the attempt to take it back.
    static func cut(
        _ state: String,
        requests: [JSON] = ["req-3"],
        undone: Bool = false
    ) -> [JSON] {
        func row(_ id: String, _ state: String, _ requests: [JSON], undoes: JSON) -> JSON {
            var row = change(id, "ec2.cut-flows", 3).object ?? Object()
            row["state"] = .string(state)
            row["requests"] = .array(requests)
            row["undoes"] = undoes
            return .object(row)
        }
        let back = row("c-4", "done", ["req-4"], undoes: "c-3")
        return [row("c-3", state, requests, undoes: .null)] + (undone ? [back] : [])
    }

    static var changes: [JSON] {
        [change("c-2", "ec2.isolate-instance", 2), change("c-1", "ec2.protect-instance", 1)]
    }

    private static func change(_ id: String, _ action: String, _ second: Int) -> JSON {
        [
            "id": .string(id), "finding": .null, "guardrail": .null, "action": .string(action),
            "account": "222222222222", "environment": "prod", "region": "eu-west-1",
            "resource_type": "ec2.instance", "resource_id": .string(instance),
            "resource_arn": .null, "resource_name": .null, "target_type": "ec2.instance",
            "target_id": .string(instance), "target_arn": .null, "target_name": .null, "part": "",
            "state": "done", "waits": .null, "not_before": .null, "reason": "4711",
            "before": ["groups": ["sg-web"]], "planned": [], "after": ["groups": ["sg-empty"]],
            "proposed": .string("2026-01-03T10:00:0\(second)Z"), "proposed_by": "ada",
            "expires": .null, "decided_by": .null, "decided_at": .null, "decided_reason": .null,
            "executed": .string("2026-01-03T10:00:0\(second)Z"),
            "requests": [.string("req-\(second)")], "undoes": .null, "undone_by": .null,
            "run": .string(run), "step": .null,
        ]
    }
}
