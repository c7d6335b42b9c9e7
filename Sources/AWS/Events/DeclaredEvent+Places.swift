import Document
import Guardrails

extension DeclaredEvent {
    /// The places that its records may have, each once.
    func recordPlaces(_ service: String) -> [ResourceEvent.Place] {
        var seen: Set<ResourceEvent.Place> = []
        return places.flatMap { place in
            place.parts.map { paths($0, service) }
                .reduce([[]]) { made, paths in made.flatMap { head in paths.map { head + [$0] } } }
                .map { ResourceEvent.Place($0, place.form, prefix: place.prefix) }
        }.filter { seen.insert($0).inserted }
    }

    /// Empty where the model has no such call, or it no such member.
    func paths(_ part: Part, _ service: String) -> [[String]] {
        switch part {
        case .request(let path): RecordNames(service, name)?.request(DocumentPath(path)) ?? []
        case .response(let path): RecordNames(service, name)?.response(DocumentPath(path)) ?? []
        case .written(let path): [path.split(separator: ".").map(String.init)]
        }
    }
}
