import Document

/// The body of an answer that says "there is nothing": lists and maps are there and empty, switches
/// are off, numbers are 0; texts, and so page tokens, are left out.
struct EmptyBody {
    let service: PlayedService

    /// The member that is the whole body, where there is one.
    func payload(of output: JSON) -> (name: String, member: JSON)? {
        guard let name = output["payload"]?.string, let member = output["members"]?[name],
            service.shape(member)["type"] == "structure"
        else { return nil }
        return (name, member)
    }

    func json(of shape: JSON) -> JSON {
        var object = Object()
        for (name, member, type, inner) in members(of: shape) {
            let wireName = member["locationName"]?.string ?? name
            switch type {
            case "list": object[wireName] = []
            case "map": object[wireName] = [:]
            case "boolean": object[wireName] = false
            case "integer", "long", "float", "double": object[wireName] = 0
            case "structure": object[wireName] = json(of: inner)
            default: break
            }
        }
        return .object(object)
    }

    func xml(of shape: JSON) -> String {
        var text = ""
        for (name, member, type, inner) in members(of: shape) {
            let wireName = member["locationName"]?.string ?? name
            let isFlat = member["flattened"]?.bool == true || inner["flattened"]?.bool == true
            switch type {
            case "list" where !isFlat, "map" where !isFlat: text += "<\(wireName)/>"
            case "boolean": text += "<\(wireName)>false</\(wireName)>"
            case "integer", "long", "float", "double": text += "<\(wireName)>0</\(wireName)>"
            case "structure": text += "<\(wireName)>\(xml(of: inner))</\(wireName)>"
            default: break
            }
        }
        return text
    }

    /// Those in the body. Of structures only what must be there: an optional one that is there would
    /// say that there is something.
    private func members(
        of shape: JSON
    ) -> [(name: String, member: JSON, type: String, shape: JSON)] {
        let required = Set(shape["required"]?.array?.compactMap(\.string) ?? [])
        return (shape["members"]?.object ?? [:]).compactMap { name, member in
            let inner = service.shape(member)
            let type = inner["type"]?.string ?? ""
            guard member["location"] == nil, type != "structure" || required.contains(name) else {
                return nil
            }
            return (name, member, type, inner)
        }
    }
}
