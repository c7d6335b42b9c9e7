import Foundation
import Store

/// How far a sweep is: a bar that moves on a terminal, a line now and then elsewhere.
struct Progress {
    private var last = ""
    private var said = ContinuousClock.now - .seconds(60)
    private static let pauseSeconds = 5.0
    private static let width = 30

    mutating func show(_ status: Sweeps.Status, _ progress: Sweeps.Progress) {
        let total = progress.ready + progress.running + progress.done + progress.failed
        let ended = progress.done + progress.failed
        let text =
            switch status.state {
            case _ where status.isPaused: "paused at \(ended) of \(total) jobs"
            case .requested: "waiting for the coordinator"
            case .discovering: "discovering: \(ended) of \(total) accounts"
            default: "sweeping: \(ended) of \(total) jobs, \(progress.reads) reads"
            }
        show(text, done: ended, of: total)
    }

    /// How far the changes are that the sweep led to.
    mutating func show(_ changes: (done: Int, failed: Int, moving: Int)) {
        let ended = changes.done + changes.failed
        let total = ended + changes.moving
        show("changing: \(ended) of \(total)", done: ended, of: total)
    }

    private mutating func show(_ text: String, done ended: Int, of total: Int) {
        if Terminal.isErrorTerminal {
            let filled = total == 0 ? 0 : Self.width * ended / total
            let bar =
                String(repeating: "█", count: filled)
                + String(repeating: "░", count: Self.width - filled)
            Terminal.write("\r\u{1b}[2K\(bar) \(text)")
        } else if text != last, said.duration(to: .now) >= .seconds(Self.pauseSeconds) {
            Terminal.say(text)
            said = .now
            last = text
        }
    }

    /// Leaves the line free for what comes next.
    func end() { if Terminal.isErrorTerminal { Terminal.write("\r\u{1b}[2K") } }
}
