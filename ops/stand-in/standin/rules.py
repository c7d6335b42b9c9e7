"""Rules that make chosen calls fail: denials, throttles, faults, delays."""

import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .call import Call

EFFECTS = ("deny", "throttle", "error", "page", "answer", "reset", "lost", "delay", "truncate")
MATCHED = ("account", "region", "service", "operation", "role", "session")
KNOWN = {
    "name", "why", *MATCHED, "writes", "contains", "nth", "every", "probability", "seed", "count", "effect",
    "code", "message", "status", "body", "content_type", "delay_seconds", "keep_bytes",
}  # fmt: skip


class RuleError(ValueError):
    """A rule that cannot be understood; the message says which and why."""


@dataclass
class Rule:
    name: str
    effect: str
    matched: dict[str, str]
    writes: bool = False
    contains: str | None = None
    nth: int | None = None
    every: int | None = None
    probability: float | None = None
    count: int | None = None
    code: str | None = None
    message: str | None = None
    status: int | None = None
    body: str | None = None
    content_type: str | None = None
    delay_seconds: float = 0.0
    keep_bytes: int | None = None
    seen: int = 0
    applied: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def sees(self, call: Call) -> bool:
        """Whether it is about the call. Counts it: asking twice is two calls."""
        for name, pattern in self.matched.items():
            if not fnmatchcase(getattr(call, name), pattern):
                return False
        if self.writes and not call.is_write:
            return False
        if self.contains is not None and self.contains not in call.parameters:
            return False
        self.seen += 1
        return True

    def takes(self) -> bool:
        """Whether it acts on the call that it has just seen."""
        if self.count is not None and self.applied >= self.count:
            return False
        if self.nth is not None and self.seen != self.nth:
            return False
        if self.every is not None and self.seen % self.every != 0:
            return False
        if self.probability is not None and self.dice.random() >= self.probability:
            return False
        self.applied += 1
        return True

    def described(self) -> dict[str, Any]:
        kept = {"name": self.name, "effect": self.effect, **self.matched}
        return {**kept, "contains": self.contains, "seen": self.seen, "applied": self.applied}


def read_rule(source: Any, index: int) -> Rule:
    if not isinstance(source, dict):
        raise RuleError(f"rule {index}: an object is expected")
    unknown = sorted(set(source) - KNOWN)
    if unknown:
        raise RuleError(f"rule {index}: unknown keys {', '.join(unknown)}")
    if source.get("effect") not in EFFECTS:
        raise RuleError(f"rule {index}: effect must be one of {', '.join(EFFECTS)}")
    for name in ("nth", "every", "count"):
        if source.get(name) is not None and not (isinstance(source[name], int) and source[name] > 0):
            raise RuleError(f"rule {index}: {name} must be a number above zero")
    return Rule(
        name=source.get("name", f"rule-{index}"),
        effect=source["effect"],
        matched={name: str(source[name]) for name in MATCHED if source.get(name) is not None},
        writes=bool(source.get("writes", False)),
        contains=source.get("contains"),
        nth=source.get("nth"),
        every=source.get("every"),
        probability=source.get("probability"),
        count=source.get("count"),
        code=source.get("code"),
        message=source.get("message"),
        status=source.get("status"),
        body=source.get("body"),
        content_type=source.get("content_type"),
        delay_seconds=float(source.get("delay_seconds", 0)),
        keep_bytes=source.get("keep_bytes"),
        dice=random.Random(source.get("seed", 0)),
    )


class RuleBook:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def replace(self, sources: Any, keep: bool = False) -> int:
        """Sets the rules (after the present ones with `keep`); returns how many there are."""
        if not isinstance(sources, list):
            raise RuleError("a JSON list of rules is expected")
        rules = [read_rule(source, index) for index, source in enumerate(sources)]
        with self._lock:
            self._rules = (self._rules if keep else []) + rules
            return len(self._rules)

    def clear(self) -> None:
        with self._lock:
            self._rules = []

    def first(self, call: Call) -> Rule | None:
        with self._lock:
            # Each counts what it is about, also what another acts on.
            about = [rule for rule in self._rules if rule.sees(call)]
            return next((rule for rule in about if rule.takes()), None)

    def described(self) -> list[dict[str, Any]]:
        with self._lock:
            return [rule.described() for rule in self._rules]
