"""Writes that reads do not see at once, as AWS's services are eventually consistent: off by default.

Amazon EC2 API Reference, "Eventual consistency"; IAM User Guide, "Changes that I make are not always
immediately visible".
"""

import threading

from .call import Call
from .replies import Reply

Key = tuple[str, str, str, str, str]


class Visibility:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: How often a read is answered as before a write, once it was asked before it.
        self.reads = 0
        self._last: dict[Key, Reply] = {}
        self._earlier: dict[Key, tuple[Reply, int]] = {}

    def set(self, reads: int) -> None:
        with self._lock:
            self.reads = reads
            self._last, self._earlier = {}, {}

    def earlier(self, call: Call) -> Reply | None:
        """The answer of before the last write; None where that is to be seen."""
        with self._lock:
            reply, left = self._earlier.get(_key(call), (None, 0))
            if reply is not None:
                if left > 1:
                    self._earlier[_key(call)] = (reply, left - 1)
                else:
                    del self._earlier[_key(call)]
            return reply

    def note(self, call: Call, reply: Reply) -> None:
        """An answer that was given afresh."""
        with self._lock:
            if self.reads == 0:
                return
            if not call.is_write:
                self._last[_key(call)] = reply
            elif reply.status < 300:
                self._hold_back(call)

    def _hold_back(self, write: Call) -> None:
        """What was read of the service stays for a while what it was."""
        for key, reply in self._last.items():
            if (key[0], key[2]) == (write.account, write.service):
                first = self._earlier.get(key, (reply, 0))[0]
                self._earlier[key] = (first, self.reads)


def _key(call: Call) -> Key:
    return (call.account, call.region, call.service, call.operation, call.digest)
