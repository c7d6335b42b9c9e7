import ArgumentParser

@testable import parapet

/// Every command that the program has, by its words, with its options.
struct ProgramCommands {
    struct Command {
        var options: Set<String>
        /// It does something by itself, under this name.
        var isToBeDocumented: Bool
        /// As it is written, and what a terminal of 80 columns shows.
        var discussion: String
        var help: String
    }

    private(set) var all: [String: Command] = [:]

    init() {
        add(Parapet.self, [])
    }

    private mutating func add(_ type: any ParsableCommand.Type, _ words: [String]) {
        let configuration = type.configuration
        let name = words.joined(separator: " ")
        var options = Self.options(of: type)
        if let standing = configuration.defaultSubcommand {
            options.formUnion(Self.options(of: standing))
        }
        all[name] = Command(
            options: options,
            isToBeDocumented: configuration.subcommands.isEmpty
                || configuration.defaultSubcommand != nil,
            discussion: configuration.discussion,
            help: Parapet.helpMessage(for: type, columns: 80)
        )
        for subcommand in configuration.subcommands {
            let path = words + [subcommand._commandName]
            add(subcommand, path)
            if let standing = configuration.defaultSubcommand,
                standing._commandName == subcommand._commandName
            {
                all[path.joined(separator: " ")]?.isToBeDocumented = false
            }
        }
    }

    private static func options(of type: any ParsableCommand.Type) -> Set<String> {
        let help = Parapet.helpMessage(for: type)
        return Set(help.matches(of: #/--[a-z][a-z-]*/#).map { String($0.output) })
    }

    /// The longest command that these words begin with; nil: there is none.
    func command(_ words: [String]) -> (name: String, command: Command)? {
        for count in stride(from: words.count, to: 0, by: -1) {
            let name = words.prefix(count).joined(separator: " ")
            if let command = all[name] { return (name, command) }
        }
        return nil
    }
}
