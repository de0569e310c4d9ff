"""What totals are made of. Everything is frozen: a total is computed, never changed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coordination.figures import Figure, percent
from coordination.periods import PeriodKind
from programs.models import Area, Indicator, Program


@dataclass(frozen=True, slots=True)
class Participant:
    """A party under the names that it bore on the last day of the span."""

    organization_id: int
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Quantity and value added up. None is "not reported", never zero.

    `is_computable` is false for a rate that several reported without numerator and denominator.
    """

    quantity: Figure | None = None
    value: Figure | None = None
    is_estimate: bool = False
    is_computable: bool = True

    @property
    def is_nothing(self) -> bool:
        """Whether nobody reported anything."""
        return self.quantity is None and self.value is None and self.is_computable


NOTHING = Sum()


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A party's target and what it reached of it, from `starts` to `ends`.

    Of a year's target: from the year's first day to the end of the span asked for ("so far"); of
    the whole term's: from the term's first day.
    """

    participant: Participant
    indicator: Indicator
    year: int | None
    starts: dt.date
    ends: dt.date
    quantity: Figure | None
    value: Figure | None
    reached: Sum

    @property
    def percent(self) -> Figure | None:
        """Share of the quantity reached; None without target, result or share."""
        return percent(self.reached.quantity, self.quantity)

    @property
    def percent_value(self) -> Figure | None:
        return percent(self.reached.value, self.value)


@dataclass(frozen=True, slots=True)
class OtherKind:
    """What the same party reported for another kind of period, which is not counted.

    `covers_the_same`: it is for as many days, so that a different sum is a contradiction.
    """

    kind: PeriodKind
    sum: Sum
    covers_the_same: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one party contributed to an indicator, and from which kind of period it was taken."""

    participant: Participant
    sum: Sum
    kind: PeriodKind | None = None
    reported_periods: int = 0
    expected_periods: int = 0
    others: tuple[OtherKind, ...] = ()
    is_replaced: bool = False
    is_counted_elsewhere: bool = False
    previous: Sum = NOTHING
    last_year: Sum = NOTHING
    targets: tuple[TargetResult, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether some period of the kind that is counted was not reported."""
        return self.kind is not None and self.reported_periods < self.expected_periods

    @property
    def differences(self) -> tuple[OtherKind, ...]:
        """Other kinds which say something else about the same days (a year and its months)."""
        return tuple(
            other
            for other in self.others
            if other.covers_the_same
            and (other.sum.quantity, other.sum.value) != (self.sum.quantity, self.sum.value)
        )


@dataclass(frozen=True, slots=True)
class IndicatorTotal:
    """One indicator over all parties, with each party's part."""

    indicator: Indicator
    sum: Sum
    parts: tuple[Part, ...] = ()
    previous: Sum = NOTHING
    last_year: Sum = NOTHING

    @property
    def last_year_percent(self) -> Figure | None:
        """The quantity as a share of the same period's a year before; else the value's."""
        by_quantity = percent(self.sum.quantity, self.last_year.quantity)
        return by_quantity or percent(self.sum.value, self.last_year.value)


@dataclass(frozen=True, slots=True)
class PartyTotal:
    """The value that one party moved, of `sum` indicators only."""

    participant: Participant
    total_value: Figure | None


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets expected in the span and what became of them.

    `missing` have not sent (or have to correct) at least one of theirs; `submitted` wait for the
    Board. `kind` is the kind of period that was looked at, None where no period was asked for, and
    `periods` how many of them there are.
    """

    kind: PeriodKind | None = None
    periods: int = 0
    expected: int = 0
    accepted: int = 0
    missing: tuple[Participant, ...] = ()
    submitted: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """All that was reported to a program for periods from `starts` to `ends`, both included.

    `kind` is the kind asked for, None when the dates decide. `counts_submitted`: sheets that were
    sent and not accepted yet are counted too.
    """

    program: Program
    starts: dt.date
    ends: dt.date
    kind: PeriodKind | None
    counts_submitted: bool
    sheets: Sheets
    indicators: tuple[IndicatorTotal, ...]
    parties: tuple[PartyTotal, ...]
    total_value: Figure | None
    targets: tuple[TargetResult, ...]
    previous_span: tuple[dt.date, dt.date] | None = None
    last_year_span: tuple[dt.date, dt.date] | None = None
    previous_total_value: Figure | None = None
    last_year_total_value: Figure | None = None
    _by_code: dict[str, IndicatorTotal] = field(
        default_factory=dict, repr=False, compare=False, kw_only=True
    )

    def __post_init__(self):
        self._by_code.update({total.indicator.code: total for total in self.indicators})

    def __getitem__(self, code: str) -> IndicatorTotal:
        """The total of the indicator with this code; KeyError where the program does not ask."""
        return self._by_code[code]

    @property
    def last_year_percent(self) -> Figure | None:
        """The value of all as a share of the same period's a year before."""
        return percent(self.total_value, self.last_year_total_value)

    @property
    def by_area(self) -> list[tuple[Area, list[IndicatorTotal]]]:
        """The indicators grouped by area of work, in the catalogue's order of areas."""
        return by_area(self.indicators)


def by_area(totals: Iterable[Any]) -> list[tuple[Area, list[Any]]]:
    """What has an `indicator`, by its area."""
    groups: dict[str, tuple[Area, list[Any]]] = {}
    for total in totals:
        area = total.indicator.area
        groups.setdefault(area.pk, (area, []))[1].append(total)
    return sorted(groups.values(), key=lambda group: (group[0].order, group[0].pk))
