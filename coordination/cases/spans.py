"""Stretches of days, both ends included, each of which may be open."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coordination.cases.shapes import Entry

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day; None is open."""

    starts: dt.date | None = None
    ends: dt.date | None = None

    @classmethod
    def of(cls, entry: Entry) -> "Span | None":
        """The `from` and `to` of an entry; None where they could not be read."""
        return cls(entry["from"], entry["to"]) if entry.good("from", "to") else None

    def __and__(self, other: "Span") -> "Span | None":
        """The days that both have; None when there are none."""
        starts = max((d for d in (self.starts, other.starts) if d is not None), default=None)
        ends = min((d for d in (self.ends, other.ends) if d is not None), default=None)
        if starts is not None and ends is not None and ends < starts:
            return None
        return Span(starts, ends)

    def __str__(self) -> str:
        return f"{self.starts or '…'} – {self.ends or '…'}"

    def gaps(self, parts: Iterable["Span"]) -> list["Span"]:
        """What of this span none of the parts covers. The parts do not overlap one another."""
        rest: list[Span] = []
        starts = self.starts
        inside = [common for part in parts if (common := part & self) is not None]
        for part in sorted(inside, key=_start_key):
            if part.starts is not None and (starts is None or part.starts > starts):
                rest.append(Span(starts, part.starts - ONE_DAY))
            if part.ends is None or (self.ends is not None and part.ends >= self.ends):
                return rest
            starts = part.ends + ONE_DAY
        return [*rest, Span(starts, self.ends)]


def overlapping(things: list[tuple[Span, object]]) -> Iterator[tuple[object, object]]:
    """Of spans with what they belong to: every thing that begins within another, and that other."""
    latest: tuple[Span, object] | None = None
    for span, thing in sorted(things, key=lambda pair: _start_key(pair[0])):
        if latest is not None and (latest[0] & span) is not None:
            yield thing, latest[1]
        if latest is None or (
            latest[0].ends is not None and (span.ends is None or span.ends > latest[0].ends)
        ):
            latest = span, thing


def _start_key(span: Span) -> dt.date:
    return span.starts or dt.date.min
