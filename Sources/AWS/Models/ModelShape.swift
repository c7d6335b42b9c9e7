import CEL

/// What the items of a listing may have, according to AWS's model of the service. The model is
/// parsed when somebody asks.
struct ModelShape: DocumentShape {
    private enum Place: Sendable {
        case items(operation: String, DocumentPath)
        case shape(WireShape)
        /// A list of texts: each is made an object with the text as its id.
        case id
    }

    private let service: String
    private let place: Place

    /// - Parameter items: where in the answer the items are, or the one thing that there is.
    init(_ service: String, _ operation: String, _ items: DocumentPath) {
        self.service = service
        place = .items(operation: operation, items)
    }

    private init(_ service: String, _ place: Place) {
        self.service = service
        self.place = place
    }

    var name: String {
        guard let shape else { return "what \(service) lists" }
        return "AWS's \(service) \(shape.name)"
    }

    var members: [String]? {
        if isID { return ["Id"] }
        guard case .structure(let members)? = shape?.kind else { return nil }
        return members.map(\.name)
    }

    func member(_ name: String) -> (any DocumentShape)? {
        if isID { return name == "Id" ? ModelShape(service, .id) : nil }
        guard let model, let shape, let member = shape.members.first(where: { $0.name == name })
        else { return nil }
        return ModelShape(service, .shape(model[member.shape]))
    }

    var element: (any DocumentShape)? {
        guard case .shape = place, let model, case .list(let member)? = shape?.kind else {
            return nil
        }
        return ModelShape(service, .shape(model[member.shape]))
    }

    private var model: ServiceModel? { ServiceModel.named(service) }

    /// Nil where the listing gives texts alone.
    private var shape: WireShape? {
        switch place {
        case .id: return nil
        case .shape(let shape): return shape
        case .items(let operation, let path):
            guard let model, let output = model.operations[operation]?.output,
                let found = model.shape(at: path, in: model[output])
            else { return nil }
            guard case .list(let member) = found.kind else { return found }
            return model[member.shape]
        }
    }

    private var isID: Bool {
        guard case .items = place, let shape, case .string = shape.kind else { return false }
        return true
    }
}
