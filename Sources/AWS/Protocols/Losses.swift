/// What of an answer's lists could not be read. An item costs itself as long as its list stands for
/// itself; inside an item everything must be readable, else half a resource would be judged.
struct Losses {
    private(set) var reasons: [String] = []
    private let halt: Halt?

    init(halt: Halt?) { self.halt = halt }

    /// - Throws: that nobody waits for the answer any more; asked before each item.
    func goOn() throws(UnreadableAnswer) {
        if halt?.isStopped == true { throw UnreadableAnswer(reason: "it was cancelled") }
    }

    mutating func add(_ reason: String) { reasons.append(reason) }

    /// One line that does not grow with the number.
    var summary: String {
        reasons.count > 1 ? "\(reasons[0]), and \(reasons.count - 1) more" : reasons.first ?? ""
    }
}
