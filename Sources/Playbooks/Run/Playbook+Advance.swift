import Document

extension Playbook {
    /// What becomes of a run when something happens to it, and what has to be done because of it.
    ///
    /// An event that comes twice, or too late, changes nothing.
    ///
    /// - Parameter run: of this playbook, with the text that it was started with.
    public func advance(
        _ run: Run,
        _ event: RunEvent,
        at now: Timestamp
    ) -> (run: Run, effects: [RunEffect]) {
        var advance = Advance(playbook: self, run: run, now: now)
        guard advance.take(event) else { return (run, []) }
        advance.goOn()
        return (advance.run, advance.effects)
    }
}
