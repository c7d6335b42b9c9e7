"""A mail server on loopback that keeps what it gets: each mail as a person reads it, in a file.

.parapet/venv/bin/python ops/stand-in/mailbox.py FOLDER

It writes its port to FOLDER/port, and after a restart takes the same again.
"""

import email
import email.policy
import pathlib
import socket
import sys
import threading
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        head = "".join(f"{name}: {mail[name]}\n" for name in ("From", "To", "Subject"))
        number = len(list(self._folder.glob("*.txt"))) + 1
        kept = self._folder / f"{number:04}.txt"
        # Whole, or not there.
        kept.with_suffix(".new").write_text(f"{head}\n{text}")
        kept.with_suffix(".new").rename(kept)
        return "250 kept"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "port"
    port = int(known.read_text()) if known.exists() else free_port()
    Controller(Mailbox(folder), hostname="127.0.0.1", port=port).start()
    known.write_text(str(port))
    threading.Event().wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
