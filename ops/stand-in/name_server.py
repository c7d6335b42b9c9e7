#!/usr/bin/env python3
"""A DNS server on a loopback port that answers from a file, for tests.

    name_server.py RECORDS PORT-FILE

RECORDS is a JSON object such as {"www.example.com. CNAME": ["x.example.net."]}, read anew for every
question; a value of null has no answer at all, "cut" an answer that is cut. It ends with its parent.
"""

import json
import os
import pathlib
import socket
import sys
import threading
import time

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


def answer(records: dict[str, object], data: bytes) -> bytes | None:
    question = dns.message.from_wire(data)
    asked = question.question[0]
    key = f"{asked.name.to_text().lower()} {dns.rdatatype.to_text(asked.rdtype)}"
    reply = dns.message.make_response(question, recursion_available=True)
    if key not in records:
        reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()
    values = records[key]
    if values is None:
        return None
    if values == "cut":
        reply.flags |= dns.flags.TC
        return reply.to_wire()
    if values == "refused":
        reply.set_rcode(dns.rcode.REFUSED)
        return reply.to_wire()
    assert isinstance(values, list)
    reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", asked.rdtype, *values))
    return reply.to_wire()


def end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    records, port_file = map(pathlib.Path, sys.argv[1:])
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))
    # Whole before it is there.
    unfinished = port_file.with_suffix(".part")
    unfinished.write_text(str(listener.getsockname()[1]))
    unfinished.rename(port_file)
    while True:
        data, peer = listener.recvfrom(4096)
        reply = answer(json.loads(records.read_text()), data)
        if reply is not None:
            listener.sendto(reply, peer)


if __name__ == "__main__":
    main()
