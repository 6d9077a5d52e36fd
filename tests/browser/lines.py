"""A bad line: stands between the browser and the server, and cuts connections before, in the middle of, and after a request."""

import random
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit

CHUNK = 65_536
# What may happen to a request; AFTER: the server has done it, and nobody hears of it.
BEFORE, MIDDLE, AFTER, PASSED = "before", "middle", "after", "passed"


@dataclass
class Line:
    """Forwards to ``target`` (an address of a server); while ``is_bad``, cuts as ``chances`` say (seeded)."""

    target: str
    seed: int = 1
    is_bad: bool = False
    chances: dict[str, float] = field(default_factory=lambda: {BEFORE: 0.15, MIDDLE: 0.15, AFTER: 0.3, PASSED: 0.4})
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.door.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.door.accept()
            except OSError:
                return
            Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        there = urlsplit(self.target)
        with client, socket.create_connection((there.hostname or "", there.port or 80)) as server:
            while request := _message(client):
                if not self._carried(request, client, server):
                    return

    def _carried(self, request: bytes, client: socket.socket, server: socket.socket) -> bool:
        """One request and its answer; False where the line broke."""
        fate = self._fate()
        self.happened[fate] += 1
        if fate == BEFORE:
            return False
        if fate == MIDDLE:
            server.sendall(request[: self.random.randrange(1, len(request))])
            return False
        server.sendall(request)
        answer = _message(server)
        if fate == AFTER:
            return False
        with suppress(OSError):
            client.sendall(answer)
            return bool(answer)
        return False

    def _fate(self) -> str:
        return self.random.choices(list(self.chances), list(self.chances.values()))[0] if self.is_bad else PASSED


def _message(end: socket.socket) -> bytes:
    """One whole request or answer; nothing where the other side has gone."""
    message = b""
    while not _is_whole(message):
        try:
            part = end.recv(CHUNK)
        except OSError:
            return b""
        if not part:
            return b""
        message += part
    return message


def _is_whole(message: bytes) -> bool:
    head, end, body = message.partition(b"\r\n\r\n")
    if not end:
        return False
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"chunked" in fields.get(b"transfer-encoding", b""):
        return body.endswith(b"0\r\n\r\n")
    # A request without a body announces none; nor does an answer of 204 or 304.
    return len(body) >= int(fields.get(b"content-length", b"0"))
