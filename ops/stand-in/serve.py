#!/usr/bin/env python3
"""Plays AWS on a loopback port: moto behind a layer that enforces trust and breaks things on demand.

    serve.py --port 0 --state FOLDER [--estate demo|small|catalogue|talk] [--verify-signatures] [--with-parent]

Once planted it writes into FOLDER: parapet.yaml, expected.json and, last, stand-in.env.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
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
CONFIGURATION = """\
# The stand-in's organization.
roles: { audit: ParapetAudit, external-id: "parapet-demo", session-name: parapet }
regions: all
environments:
  prod: { tags: { environment: prod } }
  staging: { tags: { environment: staging } }
  dev: { tags: { environment: dev } }
networks: { known: [203.0.113.0/24, 198.51.100.0/24] }
exception-tag: guardrail-exception
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--state", type=pathlib.Path, required=True, help="an existing folder")
    parser.add_argument("--estate", choices=("demo", "small", "catalogue", "talk"), default="demo")
    parser.add_argument("--verify-signatures", action="store_true")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent does")
    options = parser.parse_args()
    if not options.state.is_dir():
        sys.exit(f"stand-in: {options.state} is not a folder")
    for name in WRITTEN:
        # Left from an earlier run, they would send a reader to a server that is gone.
        (options.state / name).unlink(missing_ok=True)
    if options.with_parent:
        threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    serve(options)


def serve(options: argparse.Namespace) -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    # Left in place it would put every call into this account.
    del os.environ["MOTO_ACCOUNT_ID"]
    from werkzeug.serving import WSGIRequestHandler, make_server

    from estate import catalogue, demo, small, talk
    from estate.seed import Seeder, forget_planting_keys
    from standin import (
        buckets,
        distributions,
        instances,
        interfaces,
        managed_policies,
        network_acls,
        security_groups,
    )
    from standin.alarms import install_composite_alarms
    from standin.app import StandIn
    from standin.regions import STANDARD, Regions

    class Handler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body are written apart: Nagle would hold every answer back for 40 ms.
        disable_nagle_algorithm = True

        def log_request(self, *_: object) -> None:
            pass

    managed_policies.trim()
    security_groups.install()
    interfaces.install()
    instances.install()
    network_acls.install()
    buckets.install()
    distributions.install()
    named = {"demo": demo, "small": small, "catalogue": small, "talk": talk}[options.estate]
    estate = named.ESTATE
    regions = Regions(
        estate.regions or STANDARD, {a.id: list(a.opted_in) for a in estate.accounts}
    )
    regions.install()
    install_composite_alarms()
    stand_in = StandIn(DomainDispatcherApplication(create_backend_app), regions)
    # Bound here: werkzeug would explain a taken port in lines of its own.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", options.port))
    except (OSError, OverflowError) as error:
        sys.exit(f"stand-in: port {options.port} cannot be used: {error}")
    listener.listen(128)
    server = make_server(
        "127.0.0.1",
        options.port,
        stand_in,
        threaded=True,
        request_handler=Handler,
        fd=listener.fileno(),
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    seeder = Seeder(estate, url)
    key = seeder.plant()
    if options.estate == "catalogue":
        catalogue.plant(seeder.client)
    if hasattr(named, "plant"):
        named.plant(seeder, regions)
    forget_planting_keys(estate)
    stand_in.verifies_signatures = options.verify_signatures
    stand_in.is_planting = False
    enabled = {account.id: regions.enabled(account.id) for account in estate.everyone}
    expected = seeder.expected(enabled)
    if options.estate == "talk":
        expected["rules"] = talk.rules(seeder)
    write(options.state / "expected.json", json.dumps(expected, indent=1))
    for name, text in getattr(named, "FILES", {}).items():
        write(options.state / name, text)
    keys = {"organization": {"exclude": list(estate.excluded)}, "partners": []}
    keys |= getattr(named, "CONFIGURATION", {})
    write(options.state / "parapet.yaml", configuration(keys))
    write(
        options.state / "stand-in.env",
        f"AWS_ENDPOINT_URL={url}\nAWS_REGION=us-east-1\nAWS_ACCESS_KEY_ID={key['id']}\n"
        f"AWS_SECRET_ACCESS_KEY={key['secret']}\n",
    )
    threading.Event().wait()


def configuration(keys: dict[str, object]) -> str:
    """The common keys, and those of an estate; JSON is YAML."""
    return CONFIGURATION + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())


def write(path: pathlib.Path, text: str) -> None:
    """All of it or nothing: whoever waits for the file may read it at once."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(path)


def end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
