import Guardrails

/// Which steps of a playbook are over before which.
struct StepOrder {
    /// A step as far as its place in the order goes.
    struct Entry {
        let name: String
        /// What its file says; nil: nothing, so that it comes after the one before.
        let after: [NamedInFile]?
    }

    /// What has to be over before each, by name, as written or by the order of the file.
    let direct: [String: [String]]
    /// Every step behind those that it comes after; without those of a cycle.
    let sorted: [String]
    /// The names around one cycle, the first again at the end; empty: there is none.
    let cycle: [String]

    init(_ entries: [Entry]) {
        var direct: [String: [String]] = [:]
        for (index, entry) in entries.enumerated() where direct[entry.name] == nil {
            let before = index > 0 ? [entries[index - 1].name] : []
            direct[entry.name] = entry.after?.map(\.name) ?? before
        }
        self.direct = direct
        var sorted: [String] = []
        var left = entries.map(\.name)
        while let next = left.first(where: { name in
            direct[name]?.allSatisfy { sorted.contains($0) || direct[$0] == nil } == true
        }) {
            sorted.append(next)
            left.removeAll { $0 == next }
        }
        self.sorted = sorted
        cycle = Self.cycle(among: left, direct)
    }

    /// All that is over for certain before a step.
    func past(of name: String) -> Set<String> {
        var found: Set<String> = []
        var next = direct[name] ?? []
        while let name = next.popLast() {
            if found.insert(name).inserted { next += direct[name] ?? [] }
        }
        return found
    }

    /// Each of these waits for another one of them: whoever walks back comes around.
    private static func cycle(among left: [String], _ direct: [String: [String]]) -> [String] {
        guard var name = left.first else { return [] }
        var way: [String] = []
        while !way.contains(name) {
            way.append(name)
            guard let next = direct[name]?.first(where: left.contains) else { return [] }
            name = next
        }
        let cycle = way[(way.firstIndex(of: name) ?? 0)...] + [name]
        return Array(cycle.reversed())
    }
}
