import Document
import Guardrails

extension Resource {
    var json: JSON {
        let gaps = unread.sorted { $0.key < $1.key }.map { name, gap -> (String, JSON) in
            (
                name,
                [
                    "reason": .string(gap.reason.rawValue), "permission": .string(gap.permission),
                    "detail": .string(gap.detail),
                ]
            )
        }
        return [
            "type": .string(name.type), "account": .string(name.account),
            "region": .string(name.region), "id": .string(name.id), "arn": .optional(name.arn),
            "name": .optional(name.name), "document": .object(document),
            "unread": .object(Object(gaps)),
        ]
    }

    init?(json: JSON) {
        guard let type = json["type"]?.string, let account = json["account"]?.string,
            let region = json["region"]?.string, let id = json["id"]?.string,
            let document = json["document"]?.object, let gaps = json["unread"]?.object
        else { return nil }
        let unread = gaps.compactMap { name, gap -> (String, Gap)? in
            guard let reason = gap["reason"]?.string.flatMap(Gap.Reason.init(rawValue:)) else {
                return nil
            }
            let permission = gap["permission"]?.string ?? ""
            let detail = gap["detail"]?.string ?? ""
            return (name, Gap(reason: reason, permission: permission, detail: detail))
        }
        guard unread.count == gaps.count else { return nil }
        self.init(
            name: ResourceName(
                type: type,
                account: account,
                region: region,
                id: id,
                arn: json["arn"]?.string,
                name: json["name"]?.string
            ),
            document: document,
            unread: Dictionary(unread, uniquingKeysWith: { $1 })
        )
    }
}
