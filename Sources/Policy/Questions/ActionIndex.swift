/// The actions that policies speak of, by service: so that what none of them names is found out without
/// reading through all that they name.
struct ActionIndex: Sendable {
    private var services: [String: [Glob]] = [:]
    /// Those whose service is not told by the text alone.
    private var others: [Glob] = []
    /// Whether some policy may speak of any action.
    private var isOpen = false

    /// - Parameter documents: what their statements allow, or may.
    init(_ documents: [PolicyDocument]) {
        for document in documents {
            if document.doubt != nil { isOpen = true }
            for statement in document.statements
            where statement.isAllow || !statement.doubts.isEmpty {
                guard case .only(let actions) = statement.actions, statement.doubts.isEmpty else {
                    isOpen = true
                    continue
                }
                for action in actions { add(action) }
            }
        }
    }

    private mutating func add(_ action: String) {
        let service = action.prefix { $0 != ":" }
        let glob = Glob(action, folds: true)
        if service.utf8.contains(where: { $0 == 42 || $0 == 63 }) {
            others.append(glob)
        } else {
            services[service.lowercased(), default: []].append(glob)
        }
    }

    func mayName(_ action: String) -> Bool {
        isOpen || others.contains { $0.matches(action) }
            || services[action.prefix { $0 != ":" }.lowercased()]?
                .contains { $0.matches(action) } == true
    }
}
