#!/usr/bin/env python3
"""Plays AWS on a loopback port: moto behind a layer that enforces trust and breaks things on demand.

    serve.py --port 0 --state FOLDER [--estate demo|small|catalogue|talk] [--verify-signatures] [--with-parent]
    serve.py --copies [--estate demo|small|catalogue|talk] [--with-parent]

Once planted it writes into FOLDER: parapet.yaml, expected.json and, last, stand-in.env. With --copies it
prints a port instead, where each connection is lent a stand-in of its own (standin/copies.py).
"""

import argparse
import os
import pathlib
import signal
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True
# moto reads these when it is imported.
os.environ["MOTO_ACCOUNT_ID"] = "100000000001"
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

WRITTEN = ("stand-in.env", "expected.json", "parapet.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--state", type=pathlib.Path, help="an existing folder")
    where.add_argument("--copies", action="store_true", help="one for each who asks")
    parser.add_argument("--estate", choices=("demo", "small", "catalogue", "talk"), default="demo")
    parser.add_argument("--verify-signatures", action="store_true")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent does")
    options = parser.parse_args()
    if options.with_parent:
        threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    if options.state and not options.state.is_dir():
        sys.exit(f"stand-in: {options.state} is not a folder")
    for name in WRITTEN if options.state else ():
        # Left from an earlier run, they would send a reader to a server that is gone.
        (options.state / name).unlink(missing_ok=True)
    from standin.copies import lend
    from standin.theatre import Theatre

    # Left in place it would put every call into this account.
    del os.environ["MOTO_ACCOUNT_ID"]
    theatre = Theatre(options.estate)
    theatre.open(options.port)
    theatre.plant()
    if options.copies:
        theatre.close()
        lend(theatre)
    theatre.announce(options.state, options.verify_signatures)
    threading.Event().wait()


def end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
