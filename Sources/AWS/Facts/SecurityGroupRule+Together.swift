import CEL
import Document
import Guardrails

extension SecurityGroupRule {
    /// What a rule is together with the other rules of its group.
    static func together(_ direction: Direction) -> [Function] {
        let lets = direction.lets
        return [
            method(
                "world",
                direction,
                [.string, .int],
                "whether it lets traffic \(lets) the internet at a protocol and port, by itself or "
                    + "together with other rules of the group of which none does by itself, and no "
                    + "other names all that it does and more",
                "rule.world('tcp', 22)"
            ) { rule, values in
                traffic(values) { protocols, port in
                    rule.answer(rule.together.isWorld(rule.coverage, protocols, port))
                }
            },
            method(
                "every_port",
                direction,
                [],
                "whether all rules of the group together let traffic \(lets) some of what it names "
                    + "to every TCP port (or everything); true of each of them that is needed for it",
                "rule.every_port() && rule.private()"
            ) { rule, _ in rule.answer(rule.together.opensEveryPort(rule.coverage)) },
        ]
    }
}
