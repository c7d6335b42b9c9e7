import Document
import Guardrails

extension Collector {
    /// A type of IAM principal: as declared, and its policies with what they say.
    ///
    /// - Parameter inline: the member of AWS's answer that holds its own policies.
    static func principal(
        _ declaration: Declaration,
        inline: String,
        facts: [ResourceType.Fact],
        elements: [ResourceType.Element] = []
    ) -> Collector {
        let lists =
            ["LocalManagedPolicy", "AWSManagedPolicy"]
            + (declaration.name == "iam.user" ? ["Group"] : [])
        let call = "GetAccountAuthorizationDetails"
        let attribute = ResourceType.Attribute(
            "policies",
            calls: lists.map { _ in call },
            permissions: ["iam:\(call)"]
        )
        let field = ResourceType.Field(
            "policies",
            .list(.element(AttachedPolicy.element.name)),
            from: attribute.name,
            "all that tells what it may do: inline, attached, by group, and the boundary"
        )
        let plain = Collector(
            declaration,
            facts: facts,
            elements: [AttachedPolicy.element, Escalations.element] + elements
        )
        let detail = PrincipalDetail(declaration, inline: inline)
        let type = plain.type.adding(attributes: [attribute], fields: [field], byID: detail.byID)
        return Collector(type, declaration: declaration) { reading, answers in
            let known: PolicyDocuments
            if let name = reading.id {
                guard let item = await detail.read(name, reading, answers) else { return }
                await declaration.complete([item], reading, answers)
                guard reading.needs(attribute.name) else { return }
                known = await detail.policies(of: item, reading)
            } else {
                await declaration.collect(reading, answers)
                guard reading.needs(attribute.name) else { return }
                known = await PolicyDocuments(reading, lists)
            }
            answers.amend(attribute.name) { resource in
                switch known.policies(of: resource, inline: inline) {
                case .success(let policies):
                    resource.document["policies"] = .array(policies)
                    return nil
                case .failure(let gap):
                    resource.unread[attribute.name] = gap
                    return gap
                }
            }
        }
    }
}
