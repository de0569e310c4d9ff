"""Which days are added up, and from which kinds of periods, in which order of preference."""

import datetime as dt
from dataclasses import dataclass

from coordination.periods import (
    CALENDAR_YEAR,
    Calendar,
    Period,
    PeriodKind,
    is_whole,
    period_containing,
    previous_period,
    same_period_last_year,
)

COARSE_TO_FINE = (PeriodKind.TERM, *PeriodKind.TERM.finer)
# Days outside are typing mistakes: no program is older, none is agreed for later.
FIRST_YEAR, LAST_YEAR = 1930, 2200
REGULAR = tuple(kind for kind in COARSE_TO_FINE if kind.is_regular)


@dataclass(frozen=True, slots=True)
class Term:
    """A program's first and last day; None is open."""

    starts: dt.date | None
    ends: dt.date | None

    def clipped(self, starts: dt.date, ends: dt.date) -> tuple[dt.date, dt.date]:
        """The days that lie in the term."""
        return max(starts, self.starts or starts), min(ends, self.ends or ends)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `starts` to `ends`, and the kinds of periods to take figures from, best first."""

    starts: dt.date
    ends: dt.date
    kinds: tuple[PeriodKind, ...]

    def holds(self, period: Period, term: Term) -> bool:
        """Whether all days of the period that lie in the program's term lie in the span."""
        starts, ends = term.clipped(period.starts, period.ends)
        return self.starts <= starts and ends <= self.ends


def make_span(
    starts: dt.date,
    ends: dt.date,
    *,
    term: Term,
    calendar: Calendar = CALENDAR_YEAR,
    asked: PeriodKind | None = None,
) -> Span:
    """The span with its kinds: the asked one, then ever finer ones, on-demand figures last.

    Without an asked kind the dates decide: a year's dates ask for years. What is not reported by
    that kind or a finer one is then taken from a coarser one that lies within the dates.
    """
    if asked is PeriodKind.ON_DEMAND:
        return Span(starts, ends, (asked,))
    first = asked or natural_kind(starts, ends, term=term, calendar=calendar)
    kinds = (first, *first.finer)
    if asked is None:
        kinds += tuple(kind for kind in reversed(COARSE_TO_FINE) if kind not in kinds)
    return Span(starts, ends, (*kinds, PeriodKind.ON_DEMAND))


def natural_kind(
    starts: dt.date, ends: dt.date, *, term: Term, calendar: Calendar = CALENDAR_YEAR
) -> PeriodKind:
    """The coarsest kind of which whole periods make up the dates, as far as the term reaches."""
    from_term_start = term.starts is not None and starts <= term.starts
    to_term_end = term.ends is not None and term.ends <= ends
    if from_term_start and to_term_end:
        return PeriodKind.TERM
    for kind in REGULAR:
        begins = from_term_start or period_containing(starts, kind, calendar).starts == starts
        stops = to_term_end or period_containing(ends, kind, calendar).ends == ends
        if begins and stops:
            return kind
    return PeriodKind.YEAR


def compared_with(
    starts: dt.date, ends: dt.date, *, asked: PeriodKind | None, calendar: Calendar
) -> tuple[Period | None, Period | None]:
    """The period before these dates and the same one last year, where the dates are a period."""
    if asked is PeriodKind.ON_DEMAND:
        return None, same_period_last_year(Period(asked, starts, ends), calendar)
    for kind in REGULAR:
        period = Period(kind, starts, ends)
        if is_whole(period, calendar):
            return previous_period(period, calendar), same_period_last_year(period, calendar)
    return None, None


def read_day(text: str) -> dt.date | None:
    """The day, written as 2022-06-30 or 30/6/2022; None where it is none that can be meant."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None
