"""Copies of one planted estate."""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from tests.scene import SERVE


class Copies(unittest.TestCase):
    def setUp(self):
        self.lender = subprocess.Popen(
            [sys.executable, SERVE, "--copies", "--estate", "small", "--with-parent"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.addCleanup(self._end)
        self.port = int(self.lender.stdout.readline())

    def _end(self):
        self.lender.kill()
        self.lender.wait()
        self.lender.stdout.close()

    def borrow(self):
        folder = tempfile.TemporaryDirectory(prefix="stand-in-")
        self.addCleanup(folder.cleanup)
        connection = socket.create_connection(("127.0.0.1", self.port))
        self.addCleanup(connection.close)
        asked = {"state": folder.name, "verify-signatures": False}
        connection.sendall(json.dumps(asked).encode() + b"\n")
        ready = pathlib.Path(folder.name, "stand-in.env")
        while not ready.exists():
            time.sleep(0.01)
        lines = ready.read_text().splitlines()
        return connection, dict(line.split("=", 1) for line in lines)["AWS_ENDPOINT_URL"], folder

    def rules(self, url, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{url}/stand-in/rules", data, method="PUT" if data else "GET"
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def test_each_is_its_own_and_ends_with_its_connection(self):
        connection, one, _ = self.borrow()
        _, other, folder = self.borrow()
        self.assertNotEqual(one, other)
        self.rules(one, [{"effect": "deny"}])
        self.assertEqual(len(self.rules(one)), 1)
        self.assertEqual(self.rules(other), [])
        expected = json.loads(pathlib.Path(folder.name, "expected.json").read_text())
        self.assertTrue(expected["findings"])
        connection.close()
        with self.assertRaises((urllib.error.URLError, ConnectionError)):
            while True:
                self.rules(one)
        self.assertEqual(self.rules(other), [])


if __name__ == "__main__":
    unittest.main()
