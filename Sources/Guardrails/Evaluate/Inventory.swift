import CEL
import Document

/// What other jobs committed of an account: where guardrails find the resources `related` to one.
public struct Inventory: Sendable {
    /// By type name.
    public var resources: [String: [Resource]]
    /// Why a type is not known completely, by type name and by region (or ``Scope/global``).
    public var gaps: [String: [String: Gap]]
    /// Why nobody knows what of a type is in regions that are not swept, by type name: a question
    /// about all regions has no answer then, one about a region that is swept has.
    public var elsewhere: [String: Gap] = [:]
    /// Of all accounts, for guardrails that look there.
    public var estate = EstateInventory()

    public init(
        resources: [String: [Resource]] = [:],
        gaps: [String: [String: Gap]] = [:]
    ) {
        self.resources = resources
        self.gaps = gaps
    }

    /// What `related` is for one resource.
    ///
    /// - Parameter region: look only there, at types that live in regions. Nil: everywhere.
    func related(
        to resource: Resource,
        _ declared: [Guardrail.Related],
        of type: ResourceType,
        region: String?
    ) -> RelatedObject {
        var answers: [String: CEL.Field] = [:]
        var gaps: [String: Gap] = [:]
        for related in declared {
            let name = "related.\(related.name)"
            switch find(related, resource, type, region) {
            case .success(let found):
                for (attribute, gap) in found.flatMap(\.unread) {
                    gaps["\(name).\(attribute)"] = gap
                }
                answers[related.name] = .value(
                    .list(
                        found.map {
                            .object(DocumentObject($0, related.type, unreadPrefix: "\(name)."))
                        }
                    )
                )
            case .failure(let gap):
                gaps[name] = gap
                answers[related.name] = .unknown([name])
            }
        }
        return RelatedObject(answers: answers, gaps: gaps)
    }

    private func find(
        _ related: Guardrail.Related,
        _ resource: Resource,
        _ type: ResourceType,
        _ region: String?
    ) -> Result<[Resource], Gap> {
        if related.reach == .estate { return estate.find(related, of: resource, type) }
        let region = related.type.isGlobal ? nil : region
        if region == nil, let gap = elsewhere[related.type.name] { return .failure(gap) }
        let gaps = (gaps[related.type.name] ?? [:]).sorted { $0.key < $1.key }
        if let gap = gaps.first(where: { region == nil || $0.key == region })?.value {
            return .failure(gap)
        }
        let found = (resources[related.type.name] ?? []).filter {
            region == nil || $0.name.region == region
        }
        return related.matching(found, resource, type)
    }
}

extension Guardrail.Related {
    /// Those of the candidates that match a resource; a gap where it is not known which do.
    func matching(
        _ candidates: [Resource],
        _ resource: Resource,
        _ own: ResourceType
    ) -> Result<[Resource], Gap> {
        var found = candidates
        for condition in match {
            if let attribute = condition.ownAttribute, let gap = resource.unread[attribute] {
                return .failure(gap)
            }
            let wanted = Set(resource.texts(condition.own, own))
            var matching: [Resource] = []
            for candidate in found {
                if let attribute = condition.attribute, let gap = candidate.unread[attribute] {
                    return .failure(gap)
                }
                if !wanted.isDisjoint(with: candidate.texts(condition.field, type)) {
                    matching.append(candidate)
                }
            }
            found = matching
        }
        return .success(found)
    }
}

extension Resource {
    /// A field, or one of its names, as texts.
    func texts(_ field: String, _ type: ResourceType) -> [String] {
        switch field {
        case "id": return [name.id]
        case "arn": return [name.arn].compactMap(\.self)
        case "name": return [name.name].compactMap(\.self)
        case "account": return [name.account]
        case "region": return [name.region]
        default: break
        }
        var value = document[field]
        if value == nil, let fact = type.facts.first(where: { $0.name == field }),
            case .known(let found, _) = fact.judge(self)
        {
            value = found
        }
        return value?.array?.compactMap(\.string) ?? [value?.string].compactMap(\.self)
    }
}

/// What conditions see as `related`.
struct RelatedObject: ObjectValue {
    let typeName = "related"
    let answers: [String: CEL.Field]
    /// Why something is unknown, by the name that conditions know it by.
    let gaps: [String: Gap]

    func field(_ name: String) -> CEL.Field { answers[name] ?? .absent }

    func isEqual(to other: any ObjectValue) -> Bool { typeName == other.typeName }
}
