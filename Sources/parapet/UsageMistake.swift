import ArgumentParser
import CEL

/// A command line that is not one of ours: what is wrong with it, where, what was meant, and how the
/// command is used.
struct UsageMistake: CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - message: the parser's, in one sentence or two.
    ///   - arguments: as they were typed, without the program's name.
    init(_ message: String, arguments: [String]) {
        let (path, command) = Self.command(in: arguments)
        let (text, meant) = Self.parts(of: message)
        let names = Self.siblings(of: path).map { $0._commandName }
        let near = Self.unexpected(in: text).flatMap { Suggestion.nearest(to: $0, in: names) }
        let hint =
            (meant ?? near).map { "did you mean '\($0)'?" }
            ?? "'\((path + ["--help"]).joined(separator: " "))' tells more"
        description = """
            Error: PAR-USE-01 \(path.joined(separator: " ")): \(text) | hint: \(hint)
            Usage: \(Parapet.usageString(for: command))
            """
    }

    /// Help on what is no command: the parser would answer with the help of what holds it, as if
    /// all were well. Nil where help was not asked for, or there is such a command.
    init?(helpOn arguments: [String]) {
        guard arguments.first == "help" else { return nil }
        let names = arguments.dropFirst().filter { !$0.hasPrefix("-") && $0 != "help" }
        let known = Self.command(in: names).path.count - 1
        guard names.count > known else { return nil }
        self.init("Unexpected argument '\(names[known])'", arguments: names)
    }

    /// What might have been meant behind these names.
    private static func siblings(of path: [String]) -> [any ParsableCommand.Type] {
        path.dropFirst().reduce(Parapet.configuration.subcommands) { commands, name in
            commands.first { $0._commandName == name }?.configuration.subcommands ?? []
        }
    }

    /// The command that was called, as far as the names of commands go.
    static func command(
        in arguments: [String]
    ) -> (path: [String], command: any ParsableCommand.Type) {
        var path = [Parapet._commandName]
        var command: any ParsableCommand.Type = Parapet.self
        for argument in arguments where !argument.hasPrefix("-") {
            let next = command.configuration.subcommands.first { $0._commandName == argument }
            guard let next else { break }
            path.append(argument)
            command = next
        }
        return (path, command.configuration.defaultSubcommand ?? command)
    }

    /// The parser's own suggestion stands behind its message.
    private static func parts(of message: String) -> (text: String, meant: String?) {
        let line = Self.line(message)
        guard let range = line.firstRange(of: ". Did you mean '") else { return (line, nil) }
        let text = String(line[..<range.lowerBound])
        let meant = String(line[range.upperBound...].prefix { $0 != "'" })
        // It suggests what has hardly a letter in common.
        let typed = text.split(separator: "'").dropFirst().first.map(Self.bare)
        let isNear = typed.map { $0 == Self.bare(meant) || Self.isNear($0, Self.bare(meant)) }
        return (text, isNear == false ? nil : meant)
    }

    /// The parser lists many values a line each.
    private static func line(_ message: String) -> String {
        let lines = message.split(whereSeparator: \.isNewline).map {
            String($0.drop { $0 == " " })
        }
        let values = lines.filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
        let text = lines.filter { !$0.hasPrefix("- ") }
        return (text + (values.isEmpty ? [] : [values.joined(separator: ", ")]))
            .joined(separator: " ")
    }

    private static func bare(_ option: some StringProtocol) -> String {
        String(option.drop { $0 == "-" })
    }

    private static func isNear(_ typed: String, _ name: String) -> Bool {
        Suggestion.nearest(to: typed, in: [name]) != nil
    }

    private static func unexpected(in text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].lowercased().contains("unexpected argument") else {
            return nil
        }
        return String(parts[1])
    }
}
