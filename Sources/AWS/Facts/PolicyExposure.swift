import Document
import Guardrails
import Policy

/// Who outside its account may do something with a resource, by its own policy alone.
///
/// - `public`: the internet, or every AWS customer, may, under no condition that ties it to somebody or
///   to networks that are not the internet.
/// - `external`: who is let in by name: accounts, organizations (its own among them), identity
///   providers, and services where nothing says on whose behalf.
///
/// Service and resource control policies may take away from both; they are not collected.
/// Sources: S3 User Guide, "The meaning of public"; IAM User Guide, "Policy evaluation logic".
enum PolicyExposure {
    /// How a kind of resource is asked about.
    struct Kind: Sendable {
        /// The field with the policy, and the attribute that it comes with.
        var field = "policy"
        var attribute: String?
        let actions: [String]
        /// The best first.
        let examples: [String]
        let inside: Exposure.Inside?

        init(
            _ field: String = "policy",
            from attribute: String? = "policy",
            actions: [String],
            examples: [String],
            inside: Exposure.Inside? = nil
        ) {
            self.field = field
            self.attribute = attribute
            self.actions = actions
            self.examples = examples
            self.inside = inside
        }

        func subject(arn: String?, owner: String) -> Exposure.Subject {
            Exposure.Subject(
                arn: arn,
                owner: owner,
                actions: actions,
                examples: examples,
                inside: inside
            )
        }

        var attributes: [String] { [attribute].compactMap(\.self) }
    }

    static let element = ResourceType.Element(
        "policy.grantee",
        meaning: "somebody outside the account whom the policy lets in by name",
        example: "each: { grantee: resource.external }",
        fields: [
            .init("kind", .text, "account, organization, service, provider or canonical-user"),
            .init("id", .text, "an account's or organization's id, a service's or provider's name"),
            .init("actions", .list(.text), "what it may do, in the policy's own patterns"),
            .init("witness", .text, "one request that it may make, in words"),
        ],
        key: { "\($0["kind"]?.string ?? "")/\($0["id"]?.string ?? "")" },
        text: { $0["witness"]?.string ?? "" }
    )

    static func facts(_ kind: Kind) -> [ResourceType.Fact] { [isPublic(kind), external(kind)] }

    private static func isPublic(_ kind: Kind) -> ResourceType.Fact {
        ResourceType.Fact(
            "public",
            .flag,
            from: kind.attributes,
            "the internet, or every AWS customer, may do something by its policy",
            example: "resource.public"
        ) { resource in
            guard let exposure = exposure(of: resource, kind) else {
                return missing(resource, kind) ?? .known(false, because: [])
            }
            return answer(exposure.isPublic(), exposure, kind)
        }
    }

    static func external(_ kind: Kind) -> ResourceType.Fact {
        ResourceType.Fact(
            "external",
            .list(.element(element.name)),
            from: kind.attributes,
            "who outside the account is let in by name; services where nothing says for whom",
            example: "resource.external.exists(who, who.kind == 'account' && "
                + "!(who.id in estate.partners))"
        ) { resource in
            guard let exposure = exposure(of: resource, kind) else {
                return missing(resource, kind) ?? .known([], because: [])
            }
            let grantees: [Exposure.Grantee]
            do throws(Exposure.Untold) {
                grantees = try exposure.external()
            } catch {
                return doubt(kind, error.reason)
            }
            let items = grantees.map { grantee -> JSON in
                [
                    "kind": .string(grantee.kind.rawValue), "id": .string(grantee.id),
                    "actions": .array(grantee.actions.map { .string($0) }),
                    "witness": .string(
                        grantee.request.words(exposure.statement(for: grantee.request))
                    ),
                ]
            }
            return .known(.array(items), because: [])
        }
    }

    /// Nil where the resource has no policy, or none was read.
    static func exposure(of resource: Resource, _ kind: Kind) -> Exposure? {
        guard missing(resource, kind) == nil, let policy = resource.document[kind.field],
            !policy.isNull
        else { return nil }
        return Exposure(
            of: ReadPolicies.document(policy),
            kind.subject(arn: resource.name.arn, owner: resource.name.account)
        )
    }

    private static func missing(_ resource: Resource, _ kind: Kind) -> ResourceType.Fact.Answer? {
        guard let attribute = kind.attribute, resource.unread[attribute] != nil else { return nil }
        return .unknown([attribute])
    }

    static func answer(
        _ answer: PolicyAnswer,
        _ exposure: Exposure,
        _ kind: Kind
    ) -> ResourceType.Fact.Answer {
        switch answer {
        case .no: .known(false, because: [])
        case .yes(let request): .known(true, because: [because(request, exposure, kind.field)])
        case .unknown(let reason): doubt(kind, reason)
        }
    }

    static func because(_ request: Request, _ exposure: Exposure, _ path: String) -> Because {
        Because(
            text: request.words(exposure.statement(for: request)),
            path: path,
            witness: request.json
        )
    }

    private static func doubt(_ kind: Kind, _ reason: String) -> ResourceType.Fact.Answer {
        .unknown(["\(kind.attribute ?? kind.field) (\(reason))"])
    }
}
