extension ChangeNote {
    private static let shownCalls = 5

    /// What is changed, by which calls, and how far Parapet is with it.
    var facts: [Letter.Fact] {
        let name = id.map { "\($0.clipped()): " } ?? ""
        var facts = [Letter.Fact("change", name + does)]
        if !calls.isEmpty, state != .noOp {
            let shown = calls.prefix(Self.shownCalls).map { $0.clipped() }.joined(separator: ", ")
            let more = calls.count - Self.shownCalls
            let rest = more > 0 ? " and \(more.grouped) more" : ""
            facts.append(Letter.Fact("calls", shown + rest, isVerbatim: true))
        }
        return facts + [Letter.Fact("Parapet", progress)]
    }
}
