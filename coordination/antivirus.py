"""Asking clamd whether a file carries a virus: its INSTREAM command over a socket.

The protocol (clamd(8)): `zINSTREAM\\0`, then chunks, each after its length in four bytes, then a
length of zero; the answer is `stream: OK`, `stream: NAME FOUND` or a fault, ended by a zero byte.
"""

import socket
import struct
from typing import IO

CHUNK = 64 * 1024
SECONDS = 60
_LONGEST_ANSWER = 4_096


class ScannerError(Exception):
    """clamd could not be asked, or did not judge the file."""


def find_virus(file: IO[bytes], *, address: str) -> str:
    """The name of the virus in the file, or "" where there is none."""
    try:
        with _connected(address) as connection:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except (OSError, ValueError) as error:
        raise ScannerError(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerError(answer or "no answer")


def _connected(address: str) -> socket.socket:
    """A connection to `/path/of/a/socket` or `host:port`."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        more = connection.recv(_LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")
