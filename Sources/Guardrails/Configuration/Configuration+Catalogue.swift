import CEL

extension Configuration {
    /// What it says of resource types that the catalogue does not know.
    public func problems(in catalogue: Catalogue) -> [Problem] {
        inventoryHistory.filter { catalogue[$0.name] == nil }.map { type in
            Problem(
                code: "PAR-CFG-05",
                place: type.place,
                message: "there is no resource type '\(type.name)'",
                hint: Suggestion.nearest(to: type.name, in: catalogue.types.map(\.name))
                    .map { "did you mean '\($0)'?" } ?? "parapet catalogue"
            )
        }
    }
}
