/// Where in a file something stands; lines and columns count from 1.
public struct Place: Sendable, Hashable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// Something in a file that people wrote and that cannot be used as it stands, or is hardly meant.
public struct Problem: Error, Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable {
        /// The file is refused.
        case error
        /// The file is used, and people are told.
        case warning
    }

    /// Stable, such as `PAR-CFG-02`.
    public let code: String
    public let place: Place
    /// What is wrong and what was expected.
    public let message: String
    /// What to write or run instead.
    public let hint: String?
    public let severity: Severity

    public init(
        code: String,
        place: Place,
        message: String,
        hint: String? = nil,
        severity: Severity = .error
    ) {
        self.severity = severity
        self.code = code
        self.place = place
        self.message = message
        self.hint = hint
    }
}

extension Problem: CustomStringConvertible {
    /// `parapet.yaml:3:5: PAR-CFG-02 unknown key 'role' | hint: did you mean 'roles'?`; a warning
    /// says so behind its code.
    public var description: String {
        "\(place.file):\(place.line):\(place.column): \(code) "
            + (severity == .warning ? "warning: " : "") + message
            + (hint.map { " | hint: \($0)" } ?? "")
    }
}

/// Everything wrong with a file, so that one run shows it all.
public struct Problems: Error, Sendable, Hashable, CustomStringConvertible {
    public let all: [Problem]

    public init(_ all: [Problem]) { self.all = all }

    /// Those that keep the files from being used.
    public var errors: [Problem] { all.filter { $0.severity == .error } }

    public var description: String { all.map(\.description).joined(separator: "\n") }
}
