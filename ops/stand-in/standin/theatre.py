"""An estate on moto, and where it is played: planted once, by a process of its own for each who asks."""

import json
import pathlib
import socket
import sys
import threading
from types import ModuleType
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from estate import catalogue, demo, small, talk
from estate.seed import Seeder, forget_planting_keys

from . import (
    buckets, distributions, evidence, instances, interfaces, managed_policies, network_acls,
    security_groups, targets, zones,
)  # fmt: skip
from .alarms import install_composite_alarms
from .app import StandIn
from .regions import STANDARD, Regions

ESTATES: dict[str, ModuleType] = {
    "demo": demo, "small": small, "catalogue": small, "talk": talk
}  # fmt: skip
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


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are written apart: Nagle would hold every answer back for 40 ms.
    disable_nagle_algorithm = True

    def log_request(self, *_: object) -> None:
        pass


class Theatre:
    def __init__(self, name: str) -> None:
        self._name = name
        self._module = ESTATES[name]
        self._estate = self._module.ESTATE
        managed_policies.trim()
        security_groups.install()
        interfaces.install()
        evidence.install()
        instances.install()
        network_acls.install()
        targets.install()
        buckets.install()
        distributions.install()
        zones.install()
        self._regions = Regions(
            self._estate.regions or STANDARD,
            {account.id: list(account.opted_in) for account in self._estate.accounts},
        )
        self._regions.install()
        install_composite_alarms()
        self._stand_in = StandIn(DomainDispatcherApplication(create_backend_app), self._regions)
        self._server: Any = None
        self._url = ""
        self._key: dict[str, str] = {}
        self._expected: dict[str, Any] = {}

    def open(self, port: int) -> None:
        """From here on it answers."""
        # Bound here: werkzeug would explain a taken port in lines of its own.
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            sys.exit(f"stand-in: port {port} cannot be used: {error}")
        listener.listen(128)
        self._url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = make_server(
            "127.0.0.1", port, self._stand_in, threaded=True, request_handler=Handler,
            fd=listener.fileno(),
        )  # fmt: skip
        # The server's is a copy of it.
        listener.close()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def plant(self) -> None:
        """Through its own front door: it is to be open."""
        seeder = Seeder(self._estate, self._url)
        self._key = seeder.plant()
        if self._name == "catalogue":
            catalogue.plant(seeder.client)
        if hasattr(self._module, "plant"):
            self._module.plant(seeder, self._regions)
        forget_planting_keys(self._estate)
        self._stand_in.is_planting = False
        enabled = {a.id: self._regions.enabled(a.id) for a in self._estate.everyone}
        self._expected = seeder.expected(enabled)
        if self._name == "talk":
            self._expected["rules"] = talk.rules(seeder)

    def announce(self, folder: pathlib.Path, verifies_signatures: bool) -> None:
        """Writes down where it is and what must be found in it."""
        self._stand_in.verifies_signatures = verifies_signatures
        _write(folder / "expected.json", json.dumps(self._expected, indent=1))
        for name, text in getattr(self._module, "FILES", {}).items():
            _write(folder / name, text)
        keys = {"organization": {"exclude": list(self._estate.excluded)}, "partners": []}
        keys |= getattr(self._module, "CONFIGURATION", {})
        _write(folder / "parapet.yaml", _configuration(keys))
        _write(
            folder / "stand-in.env",
            f"AWS_ENDPOINT_URL={self._url}\nAWS_REGION=us-east-1\n"
            f"AWS_ACCESS_KEY_ID={self._key['id']}\n"
            f"AWS_SECRET_ACCESS_KEY={self._key['secret']}\n",
        )


def _configuration(keys: dict[str, object]) -> str:
    """The common keys, and those of an estate; JSON is YAML."""
    return CONFIGURATION + "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())


def _write(path: pathlib.Path, text: str) -> None:
    """All of it or nothing: whoever waits for the file may read it at once."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(path)
