"""Which reporting calendar a unit of a case file uses: its own, or that of a unit above it."""

import datetime as dt
from collections import defaultdict

from coordination.cases.case import Case
from coordination.models import UnitCalendar
from coordination.periods import (
    CALENDAR_YEAR,
    Calendar,
    Period,
    PeriodError,
    make_period,
    period_containing,
)

_ALWAYS = dt.date.min


class Calendars:
    """The calendars of the file and those that its units have already."""

    def __init__(self, case: Case):
        self._case = case
        self._of: dict[str, dict[dt.date, Calendar]] = defaultdict(dict)
        keys = {pk: key for (name, key), pk in case.stored.items() if name == "units"}
        for row in UnitCalendar.objects.filter(unit_id__in=keys):
            self._of[keys[row.unit_id]][row.valid_from or _ALWAYS] = Calendar(
                row.year_starts_month, row.year_starts_day
            )
        for entry in case.entries("calendars"):
            if entry.good("unit", "year_starts", "from"):
                try:
                    calendar = Calendar.from_text(entry["year_starts"])
                except PeriodError:
                    continue
                self._of[entry["unit"]][entry["from"] or _ALWAYS] = calendar

    def at(self, unit: str, on: dt.date) -> Calendar:
        """The calendar in use in a unit on a day."""
        for key in self._chain(unit):
            known = [start for start in self._of.get(key, ()) if start <= on]
            if known:
                return self._of[key][max(known)]
        return CALENDAR_YEAR

    def check(self, unit: str, period: Period) -> None:
        """Raise PeriodError unless this is a whole period of the calendar in use.

        Where the calendar changes, both sides of the change may be shorter than usual.
        """
        if not period.kind.is_regular:
            return
        changes = self._changes(unit)
        first, last = self.at(unit, period.starts), self.at(unit, period.ends)
        inside = {self.at(unit, day) for day in changes if period.starts < day <= period.ends}
        if any(_is_whole(period, calendar) for calendar in {first, last} | inside):
            return
        around = period_containing(period.starts, period.kind, first)
        if around.starts == period.starts and period.ends + dt.timedelta(days=1) in changes:
            return
        around = period_containing(period.ends, period.kind, last)
        if around.ends == period.ends and period.starts in changes:
            return
        make_period(period.kind, period.starts, period.ends, first)

    def _chain(self, unit: str) -> list[str]:
        chain: list[str] = []
        key: object = unit
        while isinstance(key, str) and key not in chain:
            chain.append(key)
            entry = self._case.get("units", key)
            key = entry["parent"] if entry else None
        return chain

    def _changes(self, unit: str) -> set[dt.date]:
        return {day for key in self._chain(unit) for day in self._of.get(key, ())}


def _is_whole(period: Period, calendar: Calendar) -> bool:
    return period == period_containing(period.starts, period.kind, calendar)
