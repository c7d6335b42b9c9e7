import Document
import Foundation
import Rehearsal

/// Plays AWS and a queue of its events: `Events ACCOUNTS LATENCY`, the latency in seconds. First it says in
/// one line of JSON how both are reached; then it does what each line of its input asks for, and answers with
/// one line.
///
///     latency COUNT           COUNT times one rule is opened and told, and waited for until it is revoked:
///                             how long each part took, in milliseconds, and which calls AWS answered
///     flood RATE SECONDS      so many events a second, each another
///     state                   what is in the queue
@main
struct Events {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let accounts = arguments.first.flatMap({ Int($0) }),
            let latency = arguments.last.flatMap({ Double($0) })
        else {
            FileHandle.standardError.write(Data("Events ACCOUNTS LATENCY\n".utf8))
            exit(2)
        }
        let stage = Stage(accounts: accounts, latencySeconds: latency)
        say(stage.environment)
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            let numbers = words.dropFirst().compactMap { Int($0) }
            switch (words.first, numbers.count) {
            case ("latency", 1): say(stage.latency(numbers[0]))
            case ("flood", 2): say(stage.flood(perSecond: numbers[0], seconds: numbers[1]))
            case ("state", 0): say(stage.state)
            default: say(["error": .string("what is '\(line)'?")])
            }
        }
        stage.stop()
    }

    private static func say(_ value: JSON) {
        FileHandle.standardOutput.write(Data((value.text + "\n").utf8))
    }
}
