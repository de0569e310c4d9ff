"""Requests over kept connections: by wrk where it is installed, else by a loop of our own.

Our own client shares the processors with the server it measures and costs some 40 µs a request;
wrk costs a tenth. Both are loopback only. Saves always go through our own, since each must follow
from the one before.
"""

import re
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

CONNECTIONS = 8
ANSWER_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_WRK_COUNT = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m)")


class AnswerError(Exception):
    """The server answered something else than what is measured."""


@dataclass(frozen=True)
class Pace:
    """How many requests were answered in how many seconds."""

    requests: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def request_bytes(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def by_wrk(port: int, path: str, headers: dict[str, str], *, seconds: int) -> Pace:
    """As many requests as 8 connections get through; wrk counts whole seconds."""
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", *given]
    done = subprocess.run(
        [*command, "--timeout", f"{ANSWER_SECONDS}s", f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + ANSWER_SECONDS + 10,
    )
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise AnswerError(f"{path}: {done.stdout}")
    count, time_taken, unit = _WRK_COUNT.search(done.stdout).groups()
    return Pace(int(count), float(time_taken) * {"ms": 0.001, "s": 1, "m": 60}[unit])


class _Connection:
    """One connection with one request under way."""

    def __init__(self, port: int, next_request: Callable[[], bytes], status: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.next_request, self.status = next_request, status
        self.received = b""

    def ask(self) -> None:
        self.received = b""
        self.socket.sendall(self.next_request())

    def has_answer(self) -> bool:
        """Read what is there; True when the answer is whole. Raises AnswerError."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise AnswerError("the server closed a connection")
        self.received += part
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return False
        if int(head[9:12]) != self.status:
            raise AnswerError(f"{head[:60]!r} instead of {self.status}: {body[:400]!r}")
        length = _LENGTH.search(head)
        if length is None:
            raise AnswerError(f"an answer without a length: {head!r}")
        return len(body) >= int(length[1])


def by_own_loop(
    port: int, makers: list[Callable[[], bytes]], *, status: int, seconds: float
) -> Pace:
    """One connection per maker of requests; every answer must have the status.

    The last answers are waited for, so that no request is left half done.
    """
    connections = [_Connection(port, maker, status) for maker in makers]
    waiting = selectors.DefaultSelector()
    begun = time.perf_counter()
    try:
        for connection in connections:
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        return _loop(waiting, begun, seconds)
    finally:
        waiting.close()
        for connection in connections:
            connection.socket.close()


def _loop(waiting: selectors.BaseSelector, begun: float, seconds: float) -> Pace:
    answered = 0
    while waiting.get_map():
        ready = waiting.select(ANSWER_SECONDS)
        if not ready:
            raise AnswerError(f"no answer within {ANSWER_SECONDS} s")
        for key, _events in ready:
            if not key.data.has_answer():
                continue
            answered += 1
            if time.perf_counter() - begun < seconds:
                key.data.ask()
            else:
                waiting.unregister(key.fileobj)
    return Pace(answered, time.perf_counter() - begun)
