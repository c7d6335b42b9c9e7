import Foundation

/// The lines of an input, one after the other and never more than one of them in memory.
struct InputLines {
    enum Line {
        case text([UInt8])
        /// Read past.
        case tooLong
    }

    static let maxBytes = 1 << 20

    private let handle: FileHandle
    private var waiting = Data()[...]
    private var hasEnded = false

    init(_ handle: FileHandle = .standardInput) { self.handle = handle }

    /// Without its end; nil after the last.
    mutating func next() -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        while fill() {
            let end = waiting.firstIndex(of: UInt8(ascii: "\n"))
            let part = waiting[..<(end ?? waiting.endIndex)]
            if line.count + part.count > Self.maxBytes {
                isTooLong = true
                line = []
            }
            if !isTooLong { line += part }
            guard let end else {
                waiting = Data()[...]
                continue
            }
            waiting = waiting[(end + 1)...]
            return isTooLong ? .tooLong : .text(line)
        }
        if isTooLong { return .tooLong }
        return line.isEmpty ? nil : .text(line)
    }

    /// Whether there is something to look at.
    private mutating func fill() -> Bool {
        guard waiting.isEmpty, !hasEnded else { return !waiting.isEmpty }
        waiting = (handle.availableData)[...]
        hasEnded = waiting.isEmpty
        return !hasEnded
    }
}
