"""Security groups of which no rule says all: what is open by several together or in a wide piece, and
what only looks like it."""

from .plants import DEFAULT, OPEN, SELF, Group, Rule

SSH, INTERNAL = "ssh-open-to-the-world", "sg-internal-all-ports"


def to_the_world(account: str, region: str) -> tuple[Group, ...]:
    def ssh(name: str, why: str, *sources: str, found: tuple[int, ...] = ()) -> Group:
        rules = tuple(Rule("tcp", 22, 22, source) for source in sources)
        return Group(account, region, name, why, rules, tuple((SSH, place, OPEN) for place in found))

    return (
        ssh("ssh-halves", "two halves", "0.0.0.0/1", "128.0.0.0/1", found=(0, 1)),
        # Nothing of the second half is assigned to anybody.
        ssh("ssh-6-halves", "two halves of IPv6", "::/1", "8000::/1", found=(0,)),
        ssh("ssh-6-assigned", "all that IPv6 has of the internet", "2000::/3", found=(0,)),
        ssh("ssh-pieces", "two pieces that are a wide one", "52.0.0.0/8", "53.0.0.0/8", found=(0, 1)),
        ssh("ssh-apart", "two pieces that are not", "53.0.0.0/8", "55.0.0.0/8"),
        ssh("ssh-one-piece", "a big network, and a private one", "11.0.0.0/8", "10.0.0.0/8"),
        ssh("ssh-nowhere", "what no packet of the internet has", "fc00::/7", "224.0.0.0/4"),
        Group(
            account, region, "ssh-two-ports", "each piece at a port of its own",
            (Rule("tcp", 22, 22, "52.0.0.0/8"), Rule("tcp", 2222, 2222, "53.0.0.0/8")),
        ),
        Group(account, region, "gre", "a tunnel, which has no ports", (Rule("47", 0, 65535, "0.0.0.0/0"),)),
    )  # fmt: skip


def to_every_port(account: str, region: str) -> tuple[Group, ...]:
    def group(name: str, why: str, *rules: Rule, found: tuple[int, ...] = ()) -> Group:
        findings = tuple((INTERNAL, place, OPEN) for place in found)
        return Group(account, region, name, why, rules, findings)

    low, high = (0, 30000), (30001, 65535)
    return (
        group("tcp-flat", "every TCP port", Rule("tcp", 0, 65535, "10.0.0.0/8"), found=(0,)),
        group("tcp-group", "to another group", Rule("tcp", 0, 65535, DEFAULT), found=(0,)),
        group(
            "tcp-pieces", "in two pieces, and one that adds nothing",
            Rule("tcp", *low, "10.0.0.0/8"), Rule("tcp", *high, "10.1.0.0/16"),
            Rule("tcp", 443, 443, "10.1.0.0/16"), found=(0, 1),
        ),
        group(
            "tcp-apart", "each piece from somewhere else",
            Rule("tcp", *low, "10.1.0.0/16"), Rule("tcp", *high, "10.2.0.0/16"),
        ),
        group(
            "tcp-gap", "all but SSH",
            Rule("tcp", 0, 21, "10.0.0.0/8"), Rule("tcp", 23, 65535, "10.0.0.0/8"),
        ),
        group("udp-flat", "of UDP", Rule("udp", 0, 65535, "10.0.0.0/8")),
        group("tcp-cluster", "only itself", Rule("tcp", 0, 65535, SELF)),
    )  # fmt: skip


def beside_a_peer(account: str, region: str) -> tuple[Group, ...]:
    def group(name: str, why: str, *sources: str) -> Group:
        rules = tuple(Rule("tcp", 443, 443, source) for source in sources)
        return Group(account, region, name, why, rules)

    return (
        group("peer-world", "for everybody, so for strangers too", "0.0.0.0/0", "::/0"),
        group("peer-world-halves", "for everybody in two halves", "0.0.0.0/1", "128.0.0.0/1"),
        group("peer-lab", "an account that sweeps leave out", "10.46.0.0/16"),
        group("peer-own", "the other VPC of this account", "10.42.0.0/16"),
    )
