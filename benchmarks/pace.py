"""Rounds over all targets, so that what disturbs the machine disturbs all of them alike."""

import statistics
from dataclasses import dataclass, field

from benchmarks.client import CONNECTIONS, Pace, by_own_loop, by_wrk, has_wrk, request_bytes
from benchmarks.rows import Rows
from benchmarks.server import Server
from benchmarks.targets import SAVES, UNIT, Page, Saves, Session, save_makers

WARM_UP_SECONDS = 0.3
# Answers a second from which on our own client would disturb what it measures. Below it counts
# more exactly than wrk, which drops the answers under way at the end.
QUICK = 200


@dataclass(frozen=True)
class Save:
    """A kind of save: chains of requests, one per connection."""

    name: str
    label: str
    status: int
    chains: list[Saves]


@dataclass
class Samples:
    """Of one target, a figure per round."""

    per_second: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


class Pacer:
    """Asks the server, and keeps how fast it answered and what that cost it."""

    def __init__(
        self, server: Server, rows: Rows, session: Session, seconds: int, own_client: bool
    ):
        self.server, self.session, self.seconds = server, session, seconds
        self.uses_wrk = has_wrk() and not own_client
        self.quick: set[str] = set()
        self.samples: dict[str, Samples] = {}
        self.saves = [
            Save(name, label, status, self._chains(rows, is_one_cell))
            for name, (label, is_one_cell, status) in SAVES.items()
        ]

    def _chains(self, rows: Rows, is_one_cell: bool) -> list[Saves]:
        return save_makers(
            rows,
            self.session,
            port=self.server.port,
            is_one_cell=is_one_cell,
            connections=CONNECTIONS,
        )

    def warm_up(self, pages: list[Page]) -> None:
        """Templates parsed, statements prepared, in both workers; not measured."""
        for page in pages:
            if self._read_by_own_loop(page, WARM_UP_SECONDS).per_second > QUICK:
                self.quick.add(page.name)
        for save in self.saves:
            self._save(save, WARM_UP_SECONDS)

    def one_round(self, pages: list[Page]) -> None:
        """Every target once; each also says what processor time it cost."""
        for page in pages:
            self._measure(page.name, lambda page=page: self._read(page))
        for save in self.saves:
            self._measure(save.name, lambda save=save: self._save(save, self.seconds))

    def _measure(self, name: str, ask) -> None:
        before = self.server.cpu_seconds()
        pace: Pace = ask()
        cost = self.server.cpu_seconds() - before
        found = self.samples.setdefault(name, Samples())
        found.per_second.append(pace.per_second)
        found.cpu_ms.append(cost * 1000 / pace.requests)

    def _read(self, page: Page) -> Pace:
        if self.uses_wrk and page.name in self.quick:
            headers = self.session.headers(is_signed_in=page.is_signed_in)
            return by_wrk(self.server.port, page.path, headers, seconds=self.seconds)
        return self._read_by_own_loop(page, self.seconds)

    def _read_by_own_loop(self, page: Page, seconds: float) -> Pace:
        headers = self.session.headers(is_signed_in=page.is_signed_in)
        request = request_bytes(self.server.port, "GET", page.path, headers)
        makers = [lambda: request] * CONNECTIONS
        return by_own_loop(self.server.port, makers, status=200, seconds=seconds)

    def _save(self, save: Save, seconds: float) -> Pace:
        for chain in save.chains:
            chain.prepare()
        return by_own_loop(self.server.port, save.chains, status=save.status, seconds=seconds)

    def figures(self, name: str) -> dict:
        """Medians over the rounds; the ratio is taken in each round, then its median."""
        found, unit = self.samples[name], self.samples[UNIT]
        ratios = [
            trivial / own for trivial, own in zip(unit.per_second, found.per_second, strict=True)
        ]
        return {
            "per_second": statistics.median(found.per_second),
            "times_trivial": statistics.median(ratios),
            "cpu_ms": statistics.median(found.cpu_ms),
            "rounds": found.per_second,
        }
