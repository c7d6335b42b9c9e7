import Document

extension Guardrail {
    /// A document that somebody wants judged, as text; JSON is YAML.
    public struct Example: Sendable {
        public let text: String
        public let file: String

        public init(text: String, file: String) {
            self.text = text
            self.file = file
        }
    }

    /// Judges documents as a guardrail's own tests are judged: one written as they are, or what
    /// `parapet collect --format json` prints, one resource or all of its list.
    ///
    /// - Returns: a verdict for each, in their order.
    /// - Throws: what does not fit the resource type, with its place.
    public func examine(
        _ resource: Example,
        related: Example? = nil,
        event: Example? = nil,
        account: Account,
        regions: [String],
        estate: Estate,
        now: Timestamp
    ) throws(Problems) -> [Verdict] {
        let source = YAMLSource(file: resource.file, codes: "PAR-DOC")
        let root = source.root(of: resource.text, .printed)
        let found = root.map { $0.examples(of: type, account) } ?? []
        guard !source.hasErrors else { throw Problems(source.problems) }
        var inventory = Inventory()
        if let related {
            let source = YAMLSource(file: related.file, codes: "PAR-DOC")
            inventory = Inventory(source.root(of: related.text, .printed), of: self, account.id)
            guard !source.hasErrors else { throw Problems(source.problems) }
            inventory.estate = EstateInventory(
                around: found,
                of: self,
                related: inventory.resources,
                accounts: Set(estate.accounts.map(\.id))
            )
        } else {
            for related in self.related {
                let gap = Gap(
                    reason: .notCollected,
                    permission: related.type.listPermissions.first ?? ""
                )
                let regions = related.type.isGlobal ? [Scope.global] : regions
                inventory.gaps[related.type.name] = Dictionary(
                    regions.map { ($0, gap) },
                    uniquingKeysWith: { $1 }
                )
            }
        }
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: EstateValue(estate),
            now: now,
            exceptionTag: "guardrail-exception"
        )
        guard let event else {
            return found.map { judge($0, in: surroundings, inventory: inventory) }
        }
        let record: JSON
        do {
            record = try JSON.parse(event.text)
        } catch {
            let place = Place(file: event.file, line: 1, column: 1)
            throw Problems([Problem(code: "PAR-DOC-01", place: place, message: "\(error)")])
        }
        return found.map { judge($0, after: record, in: surroundings, inventory: inventory) }
    }
}

extension YAMLValue {
    /// What `collect` prints is a list of them.
    func examples(of type: ResourceType, _ account: Account) -> [Resource] {
        guard case .sequence = node else {
            return [example(of: type, account)].compactMap(\.self)
        }
        let items = list()
        if items.isEmpty { bad("the list is empty: there is nothing to judge") }
        return items.compactMap { $0.example(of: type, account) }
    }

    /// Either the document itself, or what `collect` prints: the document under `resource`, with its
    /// name, and `unread` beside it.
    fileprivate func example(of type: ResourceType, _ account: Account) -> Resource? {
        let keys = keysQuietly
        guard let document = keys["resource"], keys["unread"] != nil || keys.count == 1 else {
            return resource(type, account.id, id: "example")
        }
        guard var found = document.resource(type, account.id, id: "example") else { return nil }
        let text = { (key: String) in keys[key].flatMap { $0.isEmpty ? nil : $0.text() } }
        if let value = keys["type"], let name = text("type"), name != type.name {
            value.bad("a \(name) is none of what is judged: \(type.name)")
        }
        found = Resource(
            name: ResourceName(
                type: type.name,
                account: text("account") ?? account.id,
                region: text("region") ?? found.name.region,
                id: text("id") ?? found.name.id,
                arn: text("arn"),
                name: text("name")
            ),
            document: found.document
        )
        for (_, name, summary) in keys["unread"]?.entries() ?? [] {
            let reason = summary.text().flatMap { Gap.Reason(endOf: $0) } ?? .failed
            found.unread[name] = Gap(reason: reason, permission: type.permission(of: name))
        }
        return found
    }
}

extension Gap.Reason {
    /// `s3:GetBucketPolicy: denied`, as ``Gap/summary`` has it.
    fileprivate init?(endOf summary: String) {
        self.init(rawValue: summary.split(separator: ": ").last.map(String.init) ?? summary)
    }
}
