"""How pages about who takes part hold up at the size of a nation: `benchmarks/run --nation`.

Each page is asked for by somebody who sees the whole nation and by somebody who sees a province of
a hundred units and a hundred organisations, one after the other in each round; the figure is how
many times longer the first one waits.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.client import by_own_loop, request_bytes
from benchmarks.nation import REFORM, make_nation, member
from benchmarks.server import Server, running
from coordination.models import Level, Membership, Organization, Unit
from coordination.sql import UnitsBelow

AIM = 1.3
READERS = ("everything", "nation")
SMALL = "small"
REQUESTS, STRETCHES = 500, 3
SECONDS = 0.5
LIST_PAGES = {
    "list of units": ("units", ""),
    "list of units, page 100": ("units", "page=100"),
    "list of units, by level": ("units", "level=commune"),
    "list of units, by words": ("units", "q=binh"),
    "list of units, former too": ("units", "former=1"),
    "list of organisations": ("organizations", ""),
    "list of organisations, page 100": ("organizations", "page=100"),
    "list of organisations, by kind": ("organizations", "kind=women"),
    "list of organisations, by words": ("organizations", "q=binh"),
    "list of organisations, former too": ("organizations", "former=1"),
}


@dataclass
class Target:
    """What is asked for, by reader: an address; of each reader the seconds of an answer a round."""

    label: str
    paths: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ratio(self, reader: str) -> float:
        """How many times longer this reader waits than the one with a hundred rows."""
        pairs = zip(self.seconds[reader], self.seconds[SMALL], strict=True)
        return statistics.median(one / small for one, small in pairs)


def measure(rounds: int) -> list[str]:
    """Make the nation, measure, and say what was found."""
    make_nation()
    readers = {reader: member(reader) for reader in (*READERS, SMALL)}
    targets = _targets(readers)
    for target in targets:
        for reader, path in target.paths.items():
            target.queries[reader] = _queries(readers[reader], path)
    with running() as server:
        cookies = {reader: _cookie(one) for reader, one in readers.items()}
        _ask(server, targets, cookies)
        for _round in range(rounds):
            for target, reader, seconds in _ask(server, targets, cookies):
                target.seconds.setdefault(reader, []).append(seconds)
        memory = _memory(server, targets[:10], cookies)
    return [*_table(targets), "", *_questions(readers, rounds), "", memory]


def _targets(readers: dict[str, Membership]) -> list[Target]:
    found = [
        Target(label, dict.fromkeys(readers, f"{reverse(name)}?{query}"))
        for label, (name, query) in LIST_PAGES.items()
    ]
    homes = {
        reader: one.organization.unit_id if one.organization else _nation().pk
        for reader, one in readers.items()
    }
    for label, name, headers in (
        ("page of a unit", "unit", {}),
        ("tree", "unit_tree", {}),
        ("tree, a branch", "unit_branch", {"HX-Request": "true"}),
    ):
        paths = {one: reverse(name, args=[pk]) for one, pk in homes.items()}
        found.append(Target(label, paths, headers))
    return found


def _nation() -> Unit:
    return Unit.objects.get(level=Level.NATION)


def _cookie(one: Membership) -> str:
    client = Client()
    client.force_login(one.user)
    return f"sessionid={client.cookies['sessionid'].value}"


def _queries(one: Membership, path: str) -> int:
    """Statements of a page; the second request counts."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(one.user)
    client.get(path)
    return _counted(lambda: client.get(path))


def _counted(ask: Callable[[], object]) -> int:
    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        ask()
    return statements


def _ask(server: Server, targets: list[Target], cookies: dict[str, str]):
    """Every target by every reader, side by side; the seconds of one answer."""
    return [
        (target, reader, _one(server, path, cookies[reader], SECONDS, target.headers))
        for target in targets
        for reader, path in target.paths.items()
    ]


def _one(
    server: Server, path: str, cookie: str, seconds: float, headers: dict[str, str] | None = None
) -> float:
    request = request_bytes(server.port, "GET", path, {"Cookie": cookie} | (headers or {}))
    pace = by_own_loop(server.port, [lambda: request], status=200, seconds=seconds)
    return pace.seconds / pace.requests


def _table(targets: list[Target]) -> list[str]:
    head = f"{'':36}{'100 rows':>10}{'whole':>8}{'':>8}{'reach':>8}{'':>8}{'SQL':>6}"
    lines = [
        f"{Unit.objects.count()} units, {Organization.objects.count()} organisations; "
        f"aim: at most {AIM} × the same page with 100 rows. ! marks what misses it.",
        "whole: the administrator of the installation; reach: an observer of the nation.",
        "",
        head,
        "-" * len(head),
    ]
    for target in targets:
        cells = [f"{target.label:36}", _ms(target.seconds[SMALL])]
        for reader in READERS:
            ratio = target.ratio(reader)
            cells += [_ms(target.seconds[reader]), f"{ratio:6.2f}×{'!' if ratio > AIM else ' '}"]
        queries = sorted(set(target.queries.values()))
        lines.append("".join(cells) + f"{'/'.join(map(str, queries)):>6}")
    return lines


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:>8.1f}"


def _questions(readers: dict[str, Membership], rounds: int) -> list[str]:
    """Questions below the pages: of the nation and of the small province, each one statement."""
    small, nation = readers[SMALL].organization.unit, _nation()
    day = REFORM - dt.timedelta(days=1)
    asked = {
        "units below, on a day before": lambda unit: Unit.objects.below(unit, on=day),
        "units below, today": lambda unit: Unit.objects.below(unit, on=REFORM),
        "all predecessors (gathered)": lambda unit: Unit.objects.filter(
            pk__in=UnitsBelow.gathered(unit.pk, REFORM)
        ),
        "reach": lambda unit: Unit.objects.filter(pk__in=UnitsBelow.reached(unit.pk)),
    }
    lines = [f"{'question':36}{'units':>8}{'ms':>8}{'µs/unit':>9}{'SQL':>6}"]
    for label, ask in asked.items():
        for unit in (small, nation):
            times = []
            for _round in range(rounds):
                begun = time.perf_counter()
                found = len(ask(unit).values_list("pk"))
                times.append(time.perf_counter() - begun)
            queries = _counted(lambda ask=ask, unit=unit: list(ask(unit).values_list("pk")))
            seconds = statistics.median(times)
            lines.append(
                f"{label:36}{found:>8}{seconds * 1000:>8.1f}{seconds / found * 1e6:>9.1f}"
                f"{queries:>6}"
            )
            label = ""
    return lines


def _memory(server: Server, targets: list[Target], cookies: dict[str, str]) -> str:
    """What the workers hold, before and after every five hundred requests by the administrator."""
    held = [sum(server.memory_mb())]
    for _stretch in range(STRETCHES):
        for number in range(REQUESTS):
            path = targets[number % len(targets)].paths["everything"]
            _one(server, path, cookies["everything"], 0)
        held.append(sum(server.memory_mb()))
    return (
        f"memory of the web server's workers together (PSS), before and after every {REQUESTS} "
        f"requests: {' → '.join(f'{one:.0f}' for one in held)} MB"
    )
