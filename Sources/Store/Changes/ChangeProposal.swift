import Document
import Guardrails

/// A change that a guardrail wants made, as a job proposes it. Whether a person has to approve it, the
/// mode in force says when it is committed.
public struct ChangeProposal: Sendable {
    /// The same proposal has the same, and is made once.
    public let key: String
    public let action: String
    public let region: String
    public let part: String
    public let resource: ResourceName
    public let target: ResourceName
    /// Set where it is not to be made: ``ChangeState/refused`` or ``ChangeState/conflict``.
    public var state: ChangeState?
    public var waits: ChangeWait?
    public var notBefore: Timestamp?
    public var reason: String?
    /// What the action was asked; nil where it was not.
    public var request: JSON?
    public var before: JSON?
    public var beforeHash: String?
    /// `{"service","operation","input"}` each.
    public var planned: [JSON] = []
    /// What should then be found.
    public var expected: JSON?
    /// Database roles.
    public var approvers: [String] = []
    public var expiresSeconds = 0

    public init(
        key: String,
        action: String,
        region: String,
        part: String,
        resource: ResourceName,
        target: ResourceName
    ) {
        self.key = key
        self.action = action
        self.region = region
        self.part = part
        self.resource = resource
        self.target = target
    }
}

extension ChangeProposal {
    /// As `parapet.put_proposals` reads it.
    var json: JSON {
        [
            "key": .string(key), "action": .string(action), "region": .string(region),
            "part": .string(part), "resource": resource.json, "target": target.json,
            "target_key": .string(target.key), "state": .optional(state?.rawValue),
            "waits": .optional(waits?.rawValue), "not_before": .optional(notBefore?.rfc3339),
            "reason": .optional(reason), "request": request ?? .null, "before": before ?? .null,
            "before_hash": .optional(beforeHash), "planned": .array(planned),
            "expected": expected ?? .null, "approvers": .list(approvers),
            "expires_seconds": .int(Int64(expiresSeconds)),
        ]
    }
}

extension ResourceName {
    fileprivate var json: JSON {
        [
            "type": .string(type), "region": .string(region), "id": .string(id),
            "arn": .optional(arn), "name": .optional(name),
        ]
    }

    /// What tells a target from all others: one change of it is made at a time.
    public var key: String { "\(account)/\(region)/\(type)/\(id)" }
}

/// How a change ended, and what is looked at again for it.
public struct ChangeEnd: Sendable {
    /// A look at one resource, or at what joins it in its scope.
    public struct Look: Sendable, Hashable {
        public let kind: Job.Kind
        public let region: String
        public let service: String
        public let resource: ResourceKey?

        public init(kind: Job.Kind, region: String, service: String, resource: ResourceKey?) {
            self.kind = kind
            self.region = region
            self.service = service
            self.resource = resource
        }
    }

    public let state: ChangeState
    public var reason: String?
    public var after: JSON?
    public var afterHash: String?
    public var looks: [Look]

    public init(
        _ state: ChangeState,
        reason: String? = nil,
        after: JSON? = nil,
        afterHash: String? = nil,
        looks: [Look] = []
    ) {
        self.state = state
        self.reason = reason
        self.after = after
        self.afterHash = afterHash
        self.looks = looks
    }

    /// As `parapet.end_change` reads it.
    var json: JSON {
        let looks = looks.map { look -> JSON in
            var json: Object = [
                "kind": .string(look.kind.rawValue), "region": .string(look.region),
                "service": .string(look.service),
            ]
            json["resources"] = look.resource.map { resource in
                [
                    [
                        "type": .string(resource.type), "region": .string(resource.region),
                        "id": .string(resource.id),
                    ]
                ]
            }
            return .object(json)
        }
        return [
            "state": .string(state.rawValue), "reason": .optional(reason),
            "after": after ?? .null, "after_hash": .optional(afterHash),
            "looks": .array(looks),
        ]
    }
}
