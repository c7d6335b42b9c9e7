"""Copies of one planted estate, each a process of its own: to start one costs milliseconds, not seconds."""

import faulthandler
import gc
import json
import os
import pathlib
import signal
import socket
import threading
from typing import NoReturn

from moto.moto_api._internal import mock_random

from .theatre import Theatre

STUCK_SECONDS = 30


def lend(theatre: Theatre) -> NoReturn:
    """Prints a port and makes a copy for each connection to it, which asks with a line of JSON:
    {"state": FOLDER, "verify-signatures": false}. The copy ends with the connection."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    # Copies share what they do not change: the collector's marks would change all of it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _play(theatre, connection)
        connection.close()


def _play(theatre: Theatre, connection: socket.socket) -> NoReturn:
    # One that is stuck says where, and goes: whoever asked asks again.
    faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
    # It waits for children of its own.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Else all copies would make the same ids.
    mock_random.seed()
    asked = json.loads(connection.makefile().readline())
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    theatre.open(0)
    theatre.announce(pathlib.Path(asked["state"]), asked["verify-signatures"])
    faulthandler.cancel_dump_traceback_later()
    while True:
        signal.pause()


def _end_with(connection: socket.socket) -> None:
    try:
        connection.recv(1)
    finally:
        os._exit(0)
