import AWS
import Document
import Guardrails

extension ActionRequest {
    /// As the ledger keeps it. Of the target's document what an action may look at.
    var json: JSON {
        var document = target.document
        document["aws"] = nil
        return [
            "target": [
                "type": .string(target.name.type), "account": .string(target.name.account),
                "region": .string(target.name.region), "id": .string(target.name.id),
                "arn": .optional(target.name.arn), "name": .optional(target.name.name),
                "document": .object(document),
            ],
            "region": .string(region), "part": .string(part), "element": element ?? .null,
            "parameters": .object(parameters),
        ]
    }

    /// Nil where it is not what ``json`` made.
    init?(_ json: JSON) {
        guard let target = json["target"], let type = target["type"]?.string,
            let account = target["account"]?.string, let place = target["region"]?.string,
            let id = target["id"]?.string, let region = json["region"]?.string
        else { return nil }
        let element = json["element"] ?? .null
        self.init(
            target: Resource(
                name: ResourceName(
                    type: type,
                    account: account,
                    region: place,
                    id: id,
                    arn: target["arn"]?.string,
                    name: target["name"]?.string
                ),
                document: target["document"]?.object ?? Object()
            ),
            region: region,
            part: json["part"]?.string ?? "",
            element: element == .null ? nil : element,
            parameters: json["parameters"]?.object ?? Object()
        )
    }
}

extension ActionCall {
    var json: JSON {
        var json: Object = [
            "service": .string(service), "operation": .string(operation),
            "input": .object(input),
        ]
        if pauseSeconds > 0 { json["pause_seconds"] = .int(Int64(pauseSeconds)) }
        return .object(json)
    }

    /// Nil where it is not what ``json`` made.
    init?(_ json: JSON) {
        guard let service = json["service"]?.string, let operation = json["operation"]?.string,
            let input = json["input"]?.object
        else { return nil }
        let pause = json["pause_seconds"]?.int ?? 0
        self.init(service, operation, input, pauseSeconds: Int(pause))
    }
}
