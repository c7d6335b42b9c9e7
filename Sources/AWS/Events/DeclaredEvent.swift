import Guardrails

/// An event that tells of a resource type, said in data: where its record names the resources, by
/// AWS's model of the call, or as records are known to have it.
struct DeclaredEvent: Sendable {
    enum Part: Sendable, Hashable {
        /// Members by their names in the API: what ``RecordNames`` makes of them.
        case request(String), response(String)
        /// As records have it where they do not follow the model, or there is none of the call.
        case written(String)
    }

    struct Place: Sendable, Hashable {
        /// Of an id; several are joined by `/`.
        let parts: [Part]
        let form: ResourceEvent.Place.Form
        let prefix: String

        init(_ parts: [Part], _ form: ResourceEvent.Place.Form = .id, prefix: String = "") {
            self.parts = parts
            self.form = form
            self.prefix = prefix
        }

        static let single = Place([], .single)
        static let all = Place([], .all)

        static func request(
            _ path: String,
            _ form: ResourceEvent.Place.Form = .id,
            prefix: String = ""
        ) -> Place {
            Place([.request(path)], form, prefix: prefix)
        }

        static func response(_ path: String, _ form: ResourceEvent.Place.Form = .id) -> Place {
            Place([.response(path)], form)
        }

        static func written(
            _ path: String,
            _ form: ResourceEvent.Place.Form = .id,
            prefix: String = ""
        ) -> Place {
            Place([.written(path)], form, prefix: prefix)
        }
    }

    /// CloudTrail's name, without the service.
    let name: String
    /// The model's name of the service, where it is not the type's.
    let service: String?
    let places: [Place]

    static func events(
        _ names: [String],
        in service: String? = nil,
        _ places: Place...
    ) -> [DeclaredEvent] {
        names.map { DeclaredEvent(name: $0, service: service, places: places) }
    }
}
