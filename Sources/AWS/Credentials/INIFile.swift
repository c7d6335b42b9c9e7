/// A file of sections and settings, read as the AWS CLI reads it: with the rules of Python's
/// `configparser.RawConfigParser` (Python documentation, "Supported INI File Structure").
struct INIFile {
    typealias Settings = [String: String]

    /// In their order, by what stands between the brackets. What is indented under a setting belongs
    /// to its value, one line a line.
    let sections: [(name: String, settings: Settings)]

    /// What is no such file, and where.
    struct Fault: Error {
        /// From 1.
        let line: Int
        let reason: String
    }

    init(_ text: String) throws(Fault) {
        var reading = Reading()
        for (index, line) in Self.lines(of: text).enumerated() {
            do throws(Reason) {
                try reading.take(line)
            } catch {
                throw Fault(line: index + 1, reason: error.text)
            }
        }
        // What stands in DEFAULT stands in every section that does not say otherwise.
        let common = reading.sections["DEFAULT"] ?? [:]
        sections = reading.names.map { name in
            let own = (reading.sections[name] ?? [:]).merging(common) { own, _ in own }
            return (name, own.mapValues(Self.joined))
        }
    }

    private struct Reason: Error {
        let text: String
    }

    /// Lines end with any of `\n`, `\r\n` and `\r`.
    private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
        let scalars = text.unicodeScalars.split(
            omittingEmptySubsequences: false,
            whereSeparator: { $0 == "\n" }
        )
        return scalars.flatMap { line -> [Substring.UnicodeScalarView] in
            let whole = line.last == "\r" ? line.dropLast() : line
            return whole.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\r" })
                .map { Substring.UnicodeScalarView($0) }
        }
    }

    private static func joined(_ lines: [String]) -> String {
        var lines = lines
        while let last = lines.last, last.isEmpty { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// The file while its lines come in.
    private struct Reading {
        var sections: [String: [String: [String]]] = [:]
        /// In their order.
        var names: [String] = []
        private var section: String?
        private var key: String?
        private var indentation = 0

        mutating func take(_ line: Substring.UnicodeScalarView) throws(Reason) {
            let bare = Self.trimmed(line)
            guard !bare.isEmpty else {
                if let section, let key { sections[section]?[key]?.append("") }
                return
            }
            guard !bare.hasPrefix("#"), !bare.hasPrefix(";") else { return }
            let indented = line.prefix { $0.properties.isWhitespace }.count
            if let section, let key, indented > indentation {
                // Under a setting without a value stand settings of its own.
                if sections[section]?[key]?.first == "", !bare.contains("=") {
                    throw Reason(text: "a line without a setting's '='")
                }
                sections[section]?[key]?.append(bare)
                return
            }
            indentation = indented
            if bare.hasPrefix("["), let end = bare.lastIndex(of: "]"),
                bare.index(after: bare.startIndex) < end
            {
                return try begin(String(bare[bare.index(after: bare.startIndex)..<end]))
            }
            guard let section else { throw Reason(text: "it begins without a [section]") }
            try set(bare, in: section)
        }

        private mutating func begin(_ name: String) throws(Reason) {
            guard sections[name] == nil || name == "DEFAULT" else {
                throw Reason(text: "a second [\(name)]")
            }
            sections[name] = sections[name] ?? [:]
            if name != "DEFAULT" { names.append(name) }
            section = name
            key = nil
        }

        private mutating func set(_ line: String, in section: String) throws(Reason) {
            guard let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }),
                sign > line.startIndex
            else {
                // The line may hold a secret.
                throw Reason(text: "a line without a setting's '='")
            }
            let name = Self.trimmed(line[..<sign].unicodeScalars).lowercased()
            guard sections[section]?[name] == nil else {
                throw Reason(text: "a second '\(name)' in [\(section)]")
            }
            sections[section]?[name] = [
                Self.trimmed(line[line.index(after: sign)...].unicodeScalars)
            ]
            key = name
        }

        private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
            let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
            let start = text.firstIndex { !isBlank($0) } ?? text.endIndex
            let end = text.lastIndex { !isBlank($0) }.map { text.index(after: $0) } ?? start
            return String(text[start..<end])
        }
    }
}
