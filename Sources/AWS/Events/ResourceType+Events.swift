import Guardrails

extension ResourceType {
    /// The type with the events that ``DeclaredEvent/byType`` and AWS's models have for it.
    func toldByEvents(_ collector: Collector?) -> ResourceType {
        let service = service
        let declared = DeclaredEvent.byType[name] ?? []
        return told {
            let derived = collector.flatMap(DerivedEvents.init)?.all ?? []
            var places: [String: [ResourceEvent.Place]] = [:]
            for event in derived + declared {
                let service = event.service ?? service
                let name = "\(RecordNames.service(service)):\(event.name)"
                let known = places[name] ?? []
                places[name] = known + event.recordPlaces(service).filter { !known.contains($0) }
            }
            return places.sorted { $0.key < $1.key }.map { ResourceEvent($0, places: $1) }
        }
    }
}
