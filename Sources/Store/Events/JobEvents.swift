import Document
import Guardrails

extension ChangeWork {
    /// The events that a job is done for, as far as they are kept.
    public func events(of job: Job) async throws(StoreError) -> [HeardEvent] {
        guard job.payload["events"]?.array?.isEmpty == false else { return [] }
        let answer = try await queue.call("job_events", job, [])
        return (try answer.json("answer").array ?? []).compactMap { HeardEvent($0) }
    }
}

extension HeardEvent {
    fileprivate init?(_ json: JSON) {
        guard let name = json["name"]?.string else { return nil }
        let resources = (json["mentions"]?.array ?? []).compactMap { mention -> ResourceKey? in
            guard let type = mention["type"]?.string, let region = mention["region"]?.string,
                let id = mention["id"]?.string
            else { return nil }
            return ResourceKey(type: type, region: region, id: id)
        }
        let record = json["record"] ?? .null
        self.init(
            name: name,
            record: record.isNull ? nil : record,
            omitted: json["omitted"]?.string,
            resources: Set(resources)
        )
    }
}
