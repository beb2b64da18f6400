"""Something that listens where Convex should, and does with requests what no Convex would."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

Behaviour = Callable[[socket.socket, bytes], None]


class Peer:
    """A listening socket that does with each request as it is told; `heard` are the requests."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour, self.heard = behaviour, []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                threading.Thread(target=self._talk, args=[line], daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            while request := _request(line):
                self.heard.append(request)
                self.behaviour(line, request)

    def close(self) -> None:
        self._listening.close()


def _request(line: socket.socket) -> bytes:
    """One whole request, or nothing."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        piece = line.recv(65_536)
        if not piece:
            return b""
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    length = int(next(row for row in head.lower().split(b"\r\n") if row.startswith(b"content-length")).split(b":")[1])
    while len(body) < length:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def says(body: bytes, status: str = "200 OK", *more: str) -> Behaviour:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *more, "", ""]).encode()
    return lambda line, _: line.sendall(head + body)


def answers(value: Any) -> Behaviour:
    return says(json.dumps({"status": "success", "value": value, "logLines": []}).encode())


def stays_silent(line: socket.socket, request: bytes) -> None:
    line.recv(1)


def hangs_up(line: socket.socket, request: bytes) -> None:
    line.close()


def breaks_off(line: socket.socket, request: bytes) -> None:
    line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"status":')
    line.shutdown(socket.SHUT_RDWR)


def floods(line: socket.socket, request: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b" " * 65_536)


def trickles(line: socket.socket, request: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b" ")
        time.sleep(0.02)


def trickles_headers(line: socket.socket, request: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.sendall(b"X: y\r\n")
        time.sleep(0.02)
