"""What is asked of the server: the pages, what they are compared with, and the saves."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from benchmarks.client import request_bytes
from benchmarks.rows import GRID_ROWS, LARGE_TARGETS, Rows
from benchmarks.views import BARE
from programs.entry import grid
from programs.models import Indicator, ResultSheet

CSRF = "b" * 32
UNIT = "ok"


@dataclass(frozen=True)
class Page:
    """An address that is read. `marks`: text that stands in the page, and how often at least."""

    name: str
    path: str
    label: str
    is_signed_in: bool = True
    marks: tuple[str, int] = ("", 0)
    is_ours: bool = True


def pages(rows: Rows) -> list[Page]:
    """All that is read, in the order of the table; the unit of the ratios first."""
    sheet = (rows.period.pk, rows.parties[0].pk)
    span = urlencode({"tu": rows.closed.starts, "den": rows.closed.ends})
    row = "<tr"
    return [
        Page(UNIT, "/do/ok/", "trivial view: says ok", False, ("ok", 1), False),
        Page("bare", BARE, "the same before all middleware", False, ("ok", 1), False),
        Page("query", "/do/mot-truy-van/", "trivial view, one query", False, ("", 0), False),
        Page("login", reverse("login"), "sign-in page", False, ("<form", 1)),
        Page("home", reverse("home"), "home"),
        Page("programs", reverse("programs"), "list of programs, 25 of 5,000", True, (row, 26)),
        Page(
            "search",
            f"{reverse('programs')}?{urlencode({'q': 'doan the 2012', 'trang-thai': 'ended'})}",
            "the list, searched and filtered",
            True,
            (row, 26),
        ),
        Page("results", reverse("results"), "list of periods, 25 rows", True, (row, 26)),
        Page("program", reverse("program", args=[rows.published.pk]), "program", True, (row, 10)),
        Page(
            "large",
            reverse("program", args=[rows.large.pk]),
            "program: 12 parties, 500 targets",
            True,
            (row, LARGE_TARGETS),
        ),
        Page("period", reverse("period", args=[rows.period.pk]), "period", True, (row, 10)),
        Page("sheet", reverse("sheet", args=sheet), "grid, 60 rows", True, (row, GRID_ROWS + 1)),
        Page(
            "totals",
            f"{reverse('totals', args=[rows.program.pk])}?{span}",
            "totals, 60 indicators by party",
            True,
            (row, GRID_ROWS + 1),
        ),
        Page(
            "document",
            reverse("document", args=[rows.published_document.pk]),
            "draft of the report of 2022",
            marks=(row, 10),
        ),
        Page(
            "document60",
            reverse("document", args=[rows.document.pk]),
            "draft of a report, 60 indicators",
            marks=(row, GRID_ROWS),
        ),
        Page(
            "admin",
            reverse("admin:programs_program_changelist"),
            "Django admin: the same list",
            True,
            (row, 26),
            False,
        ),
        Page(
            "admin_search",
            f"{reverse('admin:programs_program_changelist')}?"
            f"{urlencode({'q': 'đoàn thể 2012', 'state__exact': 'signed'})}",
            "Django admin: searched and filtered",
            True,
            (row, 26),
            False,
        ),
        Page(
            "admin_targets",
            f"{reverse('admin:programs_target_changelist')}?"
            f"{urlencode({'party__program__id__exact': rows.large.pk})}",
            "Django admin: the same 500 targets",
            True,
            (row, LARGE_TARGETS),
            False,
        ),
        Page(
            "crispy",
            f"/do/crispy/{sheet[0]}/{sheet[1]}/",
            "crispy: the same grid, 60 rows",
            True,
            (f"{rows.period.pk}", 1),
            False,
        ),
    ]


@dataclass(frozen=True)
class Session:
    """The clerk's signed-in session, and the headers of its requests."""

    cookie: str

    def headers(self, *, is_signed_in: bool = True) -> dict[str, str]:
        return {"Cookie": self.cookie} if is_signed_in else {}


def sign_in(rows: Rows) -> Session:
    """A session of the clerk in the database; no password is checked."""
    client = Client()
    client.force_login(rows.clerk.user)
    key = client.cookies["sessionid"].value
    return Session(f"sessionid={key}; csrftoken={CSRF}")


class Saves:
    """Requests that save one party's sheet, there and back again, each following from the last."""

    def __init__(self, rows: Rows, session: Session, *, place: int, port: int, is_one_cell: bool):
        self.rows, self.port = rows, port
        self.party = rows.parties[place]
        self.path = reverse("sheet", args=[rows.period.pk, self.party.pk])
        self.headers = session.headers() | {
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if is_one_cell:
            self.headers["HX-Request"] = "true"
        self.is_one_cell = is_one_cell
        self.bodies: list[bytes] = []
        self.turn = 0

    def prepare(self) -> None:
        """Make both requests from what is stored now."""
        stored = self._cells()
        changed = {name: self._other(name, text) for name, text in stored.items()}
        self.bodies = [self._body(stored, changed), self._body(changed, stored)]
        self.turn = 0

    def __call__(self) -> bytes:
        body = self.bodies[self.turn % 2]
        self.turn += 1
        return request_bytes(self.port, "POST", self.path, self.headers, body)

    def _cells(self) -> dict[str, str]:
        """By name: what each cell of the sheet says; only one value, when one cell is saved."""
        asked = Indicator.objects.filter(program_indicators__program=self.rows.program)
        sheet = ResultSheet.objects.get(period=self.rows.period, organization=self.party)
        found = grid(
            indicators=list(asked.order_by("program_indicators__order")),
            lines=list(sheet.lines.all()),
        )
        cells = {cell.name: cell.stored for row in found for cell in row.cells.values()}
        if self.is_one_cell:
            name = next(name for name in cells if name.startswith("value-"))
            return {name: cells[name]}
        return cells

    def _other(self, name: str, text: str) -> str:
        """Another figure for a cell that is to change: all quantities, or the one value."""
        if not self.is_one_cell and not name.startswith("quantity-"):
            return text
        return "234" if text != "234" else "432"

    @staticmethod
    def _body(there: dict[str, str], typed: dict[str, str]) -> bytes:
        data = dict(typed) | {f"was-{name}": text for name, text in there.items()}
        return urlencode(
            {name: text for name, text in data.items() if text or "is_" not in name}
        ).encode()


SAVES: dict[str, tuple[str, bool, int]] = {
    "save60": ("save of 60 changed cells", False, 302),
    "save1": ("save of one cell (htmx)", True, 200),
}


def save_makers(
    rows: Rows, session: Session, *, port: int, is_one_cell: bool, connections: int
) -> list[Callable[[], bytes]]:
    """One chain of saves per connection, each on a sheet of its own."""
    chains = [
        Saves(rows, session, place=place, port=port, is_one_cell=is_one_cell)
        for place in range(min(connections, len(rows.parties)))
    ]
    for chain in chains:
        chain.prepare()
    return chains
