"""How far what takes its time is: told by how often it was asked about, so that no test waits."""

import threading


class Progress:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: By kind: how often something new is told to be under way.
        self._reads: dict[str, int] = {}
        self._left: dict[str, int] = {}
        #: What somebody said that it has come to.
        self._said: dict[str, str] = {}

    def set(self, asked: dict[str, object]) -> None:
        """`{"snapshots": 2, "commands": 1}` for all that comes, `{"snap-…": "error"}` for one."""
        with self._lock:
            for name, value in asked.items():
                if isinstance(value, int):
                    self._reads[name] = value
                else:
                    self._said[name] = str(value)

    def begin(self, kind: str, name: str) -> None:
        with self._lock:
            self._left[name] = self._reads.get(kind, 0)

    def state(self, name: str, pending: str, done: str) -> str:
        with self._lock:
            return self._said.get(name) or (pending if self._left.get(name) else done)

    def read(self, name: str, pending: str, done: str) -> str:
        """As `state`, and one read less is left."""
        state = self.state(name, pending, done)
        with self._lock:
            if self._left.get(name):
                self._left[name] -= 1
        return state


PROGRESS = Progress()
