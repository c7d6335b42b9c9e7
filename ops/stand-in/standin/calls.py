"""The log of calls: what was asked, how often, and how it ended."""

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .call import Call

#: A stand-in that runs for hours must not grow without end; the oldest entries go first.
LOG_LIMIT = 200_000

Key = tuple[str, str, str, str, str]
FIELDS = ("account", "region", "service", "operation", "digest")


@dataclass
class Entry:
    number: int
    key: Key
    access_key: str
    role: str
    session: str
    is_write: bool
    parameters: str
    status: int = 0
    rule: str | None = None

    def described(self) -> dict[str, Any]:
        return {
            "number": self.number,
            **dict(zip(FIELDS, self.key, strict=True)),
            "access_key": self.access_key,
            "role": self.role,
            "session": self.session,
            "write": self.is_write,
            "parameters": self.parameters,
            "status": self.status,
            "rule": self.rule,
        }


class CallLog:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._numbered = 0

    def add(self, call: Call) -> Entry:
        access_key = call.credential.access_key if call.credential else ""
        key = (call.account, call.region, call.service, call.operation, call.digest)
        with self._lock:
            self._numbered += 1
            entry = Entry(
                self._numbered,
                key,
                access_key,
                call.role,
                call.session,
                call.is_write,
                call.kept_parameters,
            )
            self._entries.append(entry)
            if len(self._entries) > LOG_LIMIT:
                del self._entries[: LOG_LIMIT // 10]
        return entry

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._numbered = 0

    def chosen(self, wanted: dict[str, str]) -> list[Entry]:
        with self._lock:
            entries = list(self._entries)
        indices = [(FIELDS.index(name), text) for name, text in wanted.items() if name in FIELDS]
        return [entry for entry in entries if all(entry.key[i] == text for i, text in indices)]

    @staticmethod
    def counted(entries: list[Entry]) -> list[dict[str, Any]]:
        """Distinct calls with their counts, most frequent first."""
        counts = Counter(entry.key for entry in entries)
        examples = {entry.key: entry.parameters for entry in entries}
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [
            {**dict(zip(FIELDS, key, strict=True)), "count": count, "parameters": examples[key]}
            for key, count in ordered
        ]
