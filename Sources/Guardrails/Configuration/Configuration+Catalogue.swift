import CEL

extension Configuration {
    /// What it says of resource types and regions that the catalogue does not know.
    public func problems(in catalogue: Catalogue) -> [Problem] {
        inventoryHistory.filter { catalogue[$0.name] == nil }.map { type in
            Problem(
                code: "PAR-CFG-05",
                place: type.place,
                message: "there is no resource type '\(type.name)'",
                hint: Suggestion.nearest(to: type.name, in: catalogue.types.map(\.name))
                    .map { "did you mean '\($0)'?" } ?? "parapet catalogue"
            )
        } + namedRegions.compactMap { catalogue.problem(withRegion: $0, code: "PAR-CFG-05") }
            + partitionProblems(in: catalogue)
    }

    /// Roles are taken on from one partition into accounts of the same: those of another's regions
    /// would be asked in vain.
    private func partitionProblems(in catalogue: Catalogue) -> [Problem] {
        let found = namedRegions.compactMap { region in
            catalogue.partitions[region.name].map { (region: region, partition: $0) }
        }
        guard let first = found.first else { return [] }
        return found.filter { $0.partition != first.partition }.map { region, partition in
            Problem(
                code: "PAR-CFG-05",
                place: region.place,
                message: "'\(region.name)' is in the partition \(partition),"
                    + " and '\(first.region.name)' in \(first.partition)",
                hint: "one Parapet looks at one partition:"
                    + " give the other a parapet.yaml and a database of its own"
            )
        }
    }

    /// Names under `guardrails` that no guardrail has.
    ///
    /// - Parameter guardrails: all that there are.
    public func problems(among guardrails: [Guardrail]) -> [Problem] {
        let names = guardrails.map(\.name)
        return overrides.map(\.name).filter { !names.contains($0.name) }.map { written in
            let renamed = guardrails.first { $0.was.contains(written.name) }
            return Problem(
                code: "PAR-CFG-05",
                place: written.place,
                message: "there is no guardrail '\(written.name)'",
                hint: renamed.map { "it is called '\($0.name)' now" }
                    ?? Suggestion.nearest(to: written.name, in: names)
                    .map { "did you mean '\($0)'?" } ?? "parapet guardrails list"
            )
        }
    }

    /// Of the whole configuration, of each account and of each channel.
    private var namedRegions: [NamedInFile] {
        var named =
            accounts.flatMap { $0.regions ?? [] } + eventQueues.map(\.region)
            + channels.compactMap(\.region) + [forensics.region].compactMap(\.self)
        if case .named(let regions) = regions { named += regions }
        return named
    }
}

extension Catalogue {
    /// Nil for a region that there is, and where it is not known which there are.
    func problem(withRegion region: NamedInFile, code: String) -> Problem? {
        guard !regions.isEmpty, !regions.contains(region.name) else { return nil }
        return Problem(
            code: code,
            place: region.place,
            message: "there is no region '\(region.name)'",
            hint: Suggestion.nearest(to: region.name, in: regions).map { "did you mean '\($0)'?" }
                ?? "a region is written as eu-west-1 is"
        )
    }
}
