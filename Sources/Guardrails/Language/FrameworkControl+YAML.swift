extension YAMLValue {
    /// `{ cis-5.0: ["4.1", { control: "4.2", partly: why }] }`; one control needs no list.
    ///
    /// - Parameter part: the key of the part that the key stands in; nil: the whole guardrail.
    func frameworks(of part: String? = nil) -> [FrameworkControl] {
        var found: [FrameworkControl] = []
        for entry in entries() {
            if entry.name.allSatisfy(\.isWhitespace) { entry.key.bad("a framework has a name") }
            let items =
                if case .sequence = entry.value.node { entry.value.list() } else { [entry.value] }
            if items.isEmpty { entry.value.bad("no control of '\(entry.name)' is named") }
            for item in items {
                guard let control = item.control(of: entry.name, part) else { continue }
                if found.contains(where: {
                    ($0.framework, $0.control) == (entry.name, control.control)
                }) {
                    item.bad("\(entry.name) \(control.control) stands twice")
                }
                found.append(control)
            }
        }
        return found
    }

    /// Every control that a guardrail's file names, as a whole and in its parts, without judging
    /// again how it is written.
    var namedControls: [(framework: NamedInFile, control: NamedInFile)] {
        let keys = keysQuietly
        var maps = [keys["frameworks"]].compactMap(\.self)
        if let parts = keys["parts"], case .mapping = parts.node {
            for part in parts.keysQuietly.values {
                guard case .mapping = part.node else { continue }
                maps += [part.keysQuietly["frameworks"]].compactMap(\.self)
            }
        }
        return maps.flatMap { map in
            map.entries().flatMap { entry in
                let items =
                    if case .sequence = entry.value.node { entry.value.list() } else {
                        [entry.value]
                    }
                let framework = NamedInFile(entry.name, at: entry.key.place)
                return items.compactMap {
                    item -> (framework: NamedInFile, control: NamedInFile)? in
                    let isMap = if case .mapping = item.node { true } else { false }
                    let named = isMap ? item.keysQuietly["control"] : item
                    guard let named, let text = named.node.scalar?.string else { return nil }
                    return (framework, NamedInFile(text, at: named.place))
                }
            }
        }
    }

    /// `"4.1"`, or `{ control: "4.2", partly: why }`
    private func control(of framework: String, _ part: String?) -> FrameworkControl? {
        guard case .mapping = node else {
            guard let control = label("a control is named as its framework does") else {
                return nil
            }
            return FrameworkControl(framework: framework, control: control, part: part)
        }
        let keys = keys(["control", "partly"], required: ["control"])
        guard let control = keys["control"]?.label("a control is named as its framework does")
        else { return nil }
        return FrameworkControl(
            framework: framework,
            control: control,
            partly: keys["partly"]?.label("say what the guardrail does not check"),
            part: part
        )
    }

    /// Text with something in it.
    private func label(_ wanted: String) -> String? {
        guard let text = text() else { return nil }
        guard !text.allSatisfy(\.isWhitespace) else {
            bad(wanted)
            return nil
        }
        return text
    }
}
