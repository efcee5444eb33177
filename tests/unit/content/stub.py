"""A node's RPC and a gateway on this machine, which keep what they are sent and misbehave as told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from content.trees import Memory
from ecomchain.content.cid import Cid


class Stub:
    """What was asked (method, path, arguments, the file sent), the blocks it has, and how it misbehaves."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.blocks = Memory()
        self.missing: set[str] = set()
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.url = ""

    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]

    def answer(self, path: str, arguments: dict[str, str], body: bytes) -> tuple[int, bytes]:
        command = path.removeprefix("/api/v0/")
        if command in self.missing:
            return 404, b"404 page not found\n"
        if command in self.answers and (body or command != "dag/import"):
            return self.answers[command]
        if command == "dag/import":
            if not body:
                return 400, b'{"Message":"argument \\"path\\" is required","Code":1,"Type":"error"}'
            root = str(Cid.from_bytes(body[14:50]))
            return 200, json.dumps({"Root": {"Cid": {"/": root}, "PinErrorMsg": ""}}).encode() + b"\n"
        if command == "block/put":
            codec = {"raw": 1, "dag-pb": 0}[arguments["cid-codec"]]
            cid = Cid.of(body, type(Cid.of(b"").codec)(codec))
            self.blocks[cid] = body
            return 200, json.dumps({"Key": str(cid), "Size": len(body)}).encode()
        if command == "pin/add":
            return 200, json.dumps({"Pins": [arguments["arg"]]}).encode()
        text = arguments["arg"] if command == "block/get" else path.removeprefix("/ipfs/")
        found = dict.get(self.blocks, Cid.parse(text))
        return (200, found) if found is not None else (500, b'{"Message":"block was not found locally"}')


@contextmanager
def running() -> Iterator[Stub]:
    """A stub that answers at ``url`` as long as the context lasts."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._do(b"")

        def do_POST(self) -> None:
            self._do(self._file())

        def _do(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            arguments = {name: values[0] for name, values in parse_qs(parts.query).items()}
            stub.asked.append((self.command, parts.path, arguments, body))
            stub.headers.append(dict(self.headers.items()))
            status, answer = stub.answer(parts.path, arguments, body)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", stub.url + "/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _file(self) -> bytes:
            """The one file in the form; nothing without a form."""
            data = b""
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    data += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            else:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not data:
                return b""
            boundary = self.headers["Content-Type"].partition("boundary=")[2].encode()
            head, _, rest = data.partition(b"\r\n\r\n")
            assert head == (
                b"--" + boundary + b'\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
                b"Content-Type: application/octet-stream"
            )
            end = b"\r\n--" + boundary + b"--\r\n"
            assert rest.endswith(end)
            return rest[: -len(end)]

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
