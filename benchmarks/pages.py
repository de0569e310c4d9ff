"""What a page costs beside time: statements, bytes; and that it is the page that is meant."""

import gzip
import http.client
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

from django.db import connection
from django.test import Client

from benchmarks.client import AnswerError
from benchmarks.rows import Rows
from benchmarks.targets import CSRF, Page, Saves, Session


@dataclass(frozen=True)
class Size:
    """Bytes on the line. `html_sent`: as the server sends it to a browser that takes gzip."""

    html: int
    html_gzip: int
    html_sent: int
    assets_sent: int

    @property
    def first_visit(self) -> int:
        """HTML, style sheets, scripts and pictures, all compressed."""
        return self.html_gzip + self.assets_sent


class _Assets(HTMLParser):
    """Addresses that a browser fetches to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img"):
            self.found.add(given.get("src") or "")
        elif tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.found.add(given.get("href") or "")


def size(page: Page, *, port: int, session: Session) -> Size:
    """Fetch the page and all that it refers to. Raises AnswerError when it is another page."""
    headers = session.headers(is_signed_in=page.is_signed_in)
    plain, _sent = _fetch(port, page.path, headers)
    text, times = page.marks
    if plain.decode().count(text) < times:
        raise AnswerError(f"{page.path} does not hold {times} × {text!r}")
    parser = _Assets()
    parser.feed(plain.decode())
    parser.close()
    accept = headers | {"Accept-Encoding": "gzip"}
    return Size(
        html=len(plain),
        html_gzip=len(gzip.compress(plain, 6)),
        html_sent=_fetch(port, page.path, accept)[1],
        assets_sent=sum(
            _fetch(port, path, accept)[1] for path in parser.found if path.startswith("/")
        ),
    )


def _fetch(port: int, path: str, headers: dict[str, str]) -> tuple[bytes, int]:
    """The body as sent, and its length."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        body = answer.read()
    finally:
        line.close()
    if answer.status != 200:
        raise AnswerError(f"{path}: {answer.status}")
    return body, len(body)


class _Counter:
    """Counts statements; taking back a savepoint counts like any other."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable, sql: str, params, many: bool, context: dict):
        self.statements += 1
        return execute(sql, params, many, context)


def queries(page: Page, rows: Rows) -> int:
    """Statements of one request, of the session and the role too; the second request counts."""
    client = Client(HTTP_HOST="127.0.0.1")
    if page.is_signed_in:
        client.force_login(rows.clerk.user)
    client.get(page.path)
    counter = _Counter()
    with connection.execute_wrapper(counter):
        client.get(page.path)
    return counter.statements


def queries_of_save(saves: Saves, rows: Rows) -> int:
    """Statements of one save: savepoints counted, not the transaction's own begin and end."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(rows.clerk.user)
    client.cookies["csrftoken"] = CSRF
    saves.prepare()
    counter = _Counter()
    headers = {"HX-Request": "true"} if saves.is_one_cell else {}
    with connection.execute_wrapper(counter):
        client.post(
            saves.path,
            saves.bodies[0].decode(),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )
    return counter.statements
