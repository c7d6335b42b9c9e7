#!/usr/bin/env python3
"""Plays Imperva Cloud WAF's provisioning API on a loopback port, for tests.

    imperva.py PORT-FILE

What it plays is documented in Imperva's Documentation Portal, "Cloud Application Security v1/v3 API
Definition", Site Management: every call is a POST of a form, every answer JSON with HTTP 200 and a code
in `res`. It takes the key `stand-in-key` of the id `4711`, and ends with its parent.

It does not know by itself whose a name is: a second `sites/add` makes a second site.

    GET /stand-in         {"sites": […], "calls": […]}
    PUT /stand-in         {"faults": […], "certificate": N | "never" | "failed", "text": true}

A fault: {"operation": "sites/add", "effect": …, "count": 1}; it is over after so many calls. Effects:
`down` (the connection ends, and nothing was done), `lost` (it ends when it was done), `slow` (it was done, and
the answer comes four seconds later), `429`, `500`, `html`
(a page with HTTP 200), `busy` (res 3). `certificate`: after how many looks it is validated. `text`: `res`
is a text from now on.
"""

import http.server
import json
import os
import pathlib
import sys
import threading
import time
import urllib.parse
from typing import Any

KEY = ("4711", "stand-in-key")
PAGE = "<html><body>Request unsuccessful. Incapsula incident ID: 1-2</body></html>"
#: RFC 5737 and RFC 3849: nobody's.
RANGES = {"ipRanges": ["198.51.100.0/24", "203.0.113.0/24"], "ipv6Ranges": ["2001:db8::/32"]}

Fields = dict[str, str]
Answer = dict[str, Any]


class Refusal(Exception):
    """What the API says instead of doing it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Provider:
    """The sites of one account."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sites: dict[int, Answer] = {}
        self.calls: list[Answer] = []
        self.faults: list[Answer] = []
        self.certificate: int | str = 1
        self.is_text = False
        self.operations = {
            "sites/add": self.add,
            "sites/list": self.list,
            "sites/status": self.status,
            "sites/configure": self.configure,
            "sites/delete": self.delete,
        }

    def fault(self, operation: str) -> str | None:
        for fault in self.faults:
            if fault.get("operation", operation) == operation and fault.get("count", 1) > 0:
                fault["count"] = fault.get("count", 1) - 1
                return str(fault["effect"])
        return None

    def add(self, fields: Fields) -> Answer:
        domain = fields.get("domain", "").lower()
        if "." not in domain:
            raise Refusal(2, "Invalid input: domain")
        number = 1001 + len(self.sites)
        while number in self.sites:
            number += 1
        self.sites[number] = {
            "site_id": number,
            "status": "pending-dns-changes",
            "domain": domain,
            "ref_id": fields.get("ref_id", ""),
            "account_id": 4711,
            "site_creation_date": int(time.time() * 1000),
            "ips": [],
            "dns": [record(domain, "CNAME", f"s{number}.x.impervadns.net")],
            "original_dns": [],
            "warnings": [],
            "active": "active",
            "ssl": {
                "origin_server": {"detected": True, "detectionStatus": "ok"},
                "custom_certificate": {"active": False},
                "generated_certificate": {"san": [domain], "validation_status": "pending_user_action"},
            },
        }
        return {"site_id": number}

    def list(self, fields: Fields) -> Answer:
        size, page = int(fields.get("page_size", "50")), int(fields.get("page_num", "0"))
        if size > 100:
            raise Refusal(2, "Invalid input: page_size")
        return {"sites": list(self.sites.values())[page * size : (page + 1) * size]}

    def status(self, fields: Fields) -> Answer:
        site = self.site(fields)
        made = site["ssl"]["generated_certificate"]
        if made.get("validation_data") and made["validation_status"] == "pending_user_action":
            if self.certificate == "failed":
                made["validation_status"] = "validation_failed"
            elif isinstance(self.certificate, int):
                site["looks"] = site.get("looks", 0) + 1
                if site["looks"] > self.certificate:
                    made["validation_status"] = "done"
        return {name: value for name, value in site.items() if name != "looks"}

    def configure(self, fields: Fields) -> Answer:
        site, name, value = self.site(fields), fields.get("param", ""), fields.get("value", "")
        if name == "active" and value in ("active", "bypass"):
            site["active"] = value
        elif name == "domain_validation" and value == "dns":
            made = site["ssl"]["generated_certificate"]
            code = f"globalsign-domain-verification=s{site['site_id']}"
            made |= {
                "ca": "GS",
                "validation_method": "dns",
                "validation_data": [record(site["domain"].removeprefix("www."), "TXT", code)],
            }
        else:
            raise Refusal(6001, "Invalid configuration parameter name")
        return {"site_id": site["site_id"]}

    def delete(self, fields: Fields) -> Answer:
        del self.sites[self.site(fields)["site_id"]]
        return {}

    def site(self, fields: Fields) -> Answer:
        number = fields.get("site_id", "")
        found = self.sites.get(int(number)) if number.isdigit() else None
        if found is None:
            raise Refusal(9413, "Unknown/unauthorized site_id")
        return found

    def settings(self, asked: Answer) -> None:
        self.faults = asked.get("faults", self.faults)
        self.certificate = asked.get("certificate", self.certificate)
        self.is_text = asked.get("text", self.is_text)


def record(name: str, kind: str, value: str) -> Answer:
    return {"dns_record_name": name, "set_type_to": kind, "set_data_to": [value]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, *_: Any) -> None:
        pass

    def body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def do_GET(self) -> None:
        with self.provider.lock:
            shown = {"sites": list(self.provider.sites.values()), "calls": self.provider.calls}
        self.say(200, json.dumps(shown))

    def do_PUT(self) -> None:
        asked = json.loads(self.body())
        with self.provider.lock:
            self.provider.settings(asked)
        self.say(200, "{}")

    def do_POST(self) -> None:
        fields = dict(urllib.parse.parse_qsl(self.body(), keep_blank_values=True))
        if self.path == "/api/integration/v1/ips":
            operation, is_public = "ips", True
        else:
            operation, is_public = self.path.removeprefix("/api/prov/v1/"), False
        with self.provider.lock:
            effect = self.provider.fault(operation)
            self.provider.calls.append({"operation": operation, "fields": fields})
            if effect in (None, "lost", "slow"):
                answer = self.answer(operation, fields, is_public)
        if effect == "slow":
            time.sleep(4)
        if effect in ("down", "lost"):
            self.close_connection = True
            self.connection.close()
        elif effect == "html":
            self.say(200, PAGE, "text/html")
        elif effect in ("429", "500"):
            self.say(int(effect), PAGE, "text/html")
        elif effect == "busy":
            self.say(200, json.dumps(self.result(3, "Too many concurrent requests")))
        else:
            self.say(200, json.dumps(answer))

    def answer(self, operation: str, fields: Fields, is_public: bool) -> Answer:
        if is_public:
            return self.result(0, "OK") | RANGES
        if (self.headers.get("x-API-Id"), self.headers.get("x-API-Key")) != KEY:
            return self.result(9411, "Authentication missing or invalid")
        handler = self.provider.operations.get(operation)
        if handler is None:
            return self.result(1, "Unexpected error")
        try:
            return self.result(0, "OK") | handler(fields)
        except Refusal as refusal:
            return self.result(refusal.code, refusal.message)

    def result(self, code: int, message: str) -> Answer:
        shown = str(code) if self.provider.is_text else code
        return {"res": shown, "res_message": message, "debug_info": {"id-info": "13007"}}

    def say(self, status: int, text: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


def end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    port_file = pathlib.Path(sys.argv[1])
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    Handler.provider = Provider()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # Whole before it is there.
    unfinished = port_file.with_suffix(".part")
    unfinished.write_text(str(server.server_address[1]))
    unfinished.rename(port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
