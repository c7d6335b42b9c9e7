import Document

extension YAMLValue {
    /// `{ queues: [{ url, region }] }`; each queue once.
    func eventQueues() -> [Configuration.EventQueue] {
        let queues = keys(["queues"], required: ["queues"])["queues"]
        guard let queues else { return [] }
        let items = queues.list()
        if case .sequence(let all) = queues.node, all.isEmpty {
            queues.bad("no queue is named", hint: "leave 'events' out where there is none")
        }
        var found: [Configuration.EventQueue] = []
        for item in items {
            let keys = item.keys(["url", "region"], required: ["url", "region"])
            guard let place = keys["url"], let region = keys["region"],
                let name = region.text(), let url = place.queueURL(in: name)
            else { continue }
            if found.contains(where: { $0.url == url }) { place.bad("the queue stands twice") }
            found.append(.init(url: url, region: NamedInFile(name, at: region.place)))
        }
        return found
    }

    /// A queue's URL ends in its account and its name. Source: Amazon SQS Developer Guide, "Amazon SQS
    /// queue and message identifiers". Over http only from this machine to itself.
    private func queueURL(in region: String) -> String? {
        guard let url = text() else { return nil }
        guard let parts = QueueURL(url) else {
            bad(
                "'\(url)' is not the URL of a queue",
                hint: "such as https://sqs.eu-west-1.amazonaws.com/111122223333/parapet-events"
            )
            return nil
        }
        guard parts.isEncrypted || parts.isLoopback else {
            bad("'\(url)' is not encrypted", hint: "write https://")
            return nil
        }
        if let own = parts.region, own != region {
            bad("the queue is in \(own), and its region says \(region)")
            return nil
        }
        return url
    }
}
