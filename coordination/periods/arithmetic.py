"""Which period a day lies in, what comes before and after it, what it is made of."""

import calendar as gregorian
import datetime as dt

from django.utils.translation import gettext as _

from coordination.periods.dates import short_date
from coordination.periods.model import (
    CALENDAR_YEAR,
    MONTHS_OF,
    Calendar,
    Period,
    PeriodError,
    PeriodKind,
)


def make_period(
    kind: PeriodKind, starts: dt.date, ends: dt.date, calendar: Calendar = CALENDAR_YEAR
) -> Period:
    """The period with these dates, checked: a regular kind must be a whole one of the calendar.

    Raises PeriodError, which says what the period around the first day would be.
    """
    period = Period(kind, starts, ends)
    if not period.kind.is_regular:
        return period
    expected = period_containing(starts, period.kind, calendar)
    if period != expected:
        raise PeriodError(
            _(
                "%(starts)s to %(ends)s is not a whole %(kind)s of the calendar in use; the one "
                "around its first day runs from %(from)s to %(to)s."
            )
            % {
                "starts": short_date(starts),
                "ends": short_date(ends),
                "kind": period.kind.label,
                "from": short_date(expected.starts),
                "to": short_date(expected.ends),
            },
            "not_whole",
        )
    return period


def period_containing(
    date: dt.date, kind: PeriodKind, calendar: Calendar = CALENDAR_YEAR
) -> Period:
    """The period of a regular kind in which the day lies. Raises PeriodError for other kinds."""
    kind = PeriodKind(kind)
    if not kind.is_regular:
        raise PeriodError(
            _("Periods of the kind “%(kind)s” do not follow a calendar.") % {"kind": kind.label},
            "not_regular",
        )
    since_year_start = _index_of(date, calendar) - (calendar.month - 1)
    index = since_year_start // MONTHS_OF[kind] * MONTHS_OF[kind] + calendar.month - 1
    return _period_from(index, kind, calendar)


def periods_between(
    starts: dt.date, ends: dt.date, kind: PeriodKind, calendar: Calendar = CALENDAR_YEAR
) -> list[Period]:
    """The whole periods that have a day in common with the span, in order.

    The kind `term` gives the span itself; `on_demand` gives nothing, since nobody can foresee it.
    """
    span = Period(PeriodKind.TERM, starts, ends)
    match PeriodKind(kind):
        case PeriodKind.TERM:
            return [span]
        case PeriodKind.ON_DEMAND:
            return []
    found = [period_containing(starts, kind, calendar)]
    while found[-1].ends < ends:
        found.append(next_period(found[-1], calendar))
    return found


def parts(period: Period, kind: PeriodKind, calendar: Calendar = CALENDAR_YEAR) -> list[Period]:
    """The periods of a finer kind that lie wholly in this one, in order; none if it is not finer.

    A term may begin or end within one of them: that one is not a part of it.
    """
    if kind not in period.kind.finer:
        return []
    found = periods_between(period.starts, period.ends, kind, calendar)
    return [part for part in found if period.contains(part)]


def next_period(period: Period, calendar: Calendar = CALENDAR_YEAR) -> Period | None:
    """The period of the same kind that begins the day after; None for on demand and term."""
    return _shifted(period, calendar, periods=1)


def previous_period(period: Period, calendar: Calendar = CALENDAR_YEAR) -> Period | None:
    """The period of the same kind that ends the day before; None for on demand and term."""
    return _shifted(period, calendar, periods=-1)


def same_period_last_year(period: Period, calendar: Calendar = CALENDAR_YEAR) -> Period | None:
    """What this period is compared with ("cùng kỳ"); None for a term.

    On demand: the same days a year before. An end on the last day of February stays there.
    """
    if period.kind.is_regular:
        return _shifted(period, calendar, periods=-12 // MONTHS_OF[period.kind])
    if period.kind is PeriodKind.TERM:
        return None
    return Period(
        period.kind, _a_year_before(period.starts), _a_year_before(period.ends, is_end=True)
    )


def year_of(date: dt.date, calendar: Calendar = CALENDAR_YEAR) -> int:
    """The year to which the day is counted: 2026 for 20/12/2025 where the year begins on 15/12."""
    starts = period_containing(date, PeriodKind.YEAR, calendar).starts
    return starts.year + calendar.begins_in_the_year_before


def year_period(year: int, calendar: Calendar = CALENDAR_YEAR) -> Period:
    """The period that the calendar calls by this year. Raises PeriodError outside 3 to 9997."""
    first_month = (year - calendar.begins_in_the_year_before) * 12 + calendar.month - 1
    return _period_from(first_month, PeriodKind.YEAR, calendar)


def is_whole(period: Period, calendar: Calendar) -> bool:
    return period.kind.is_regular and period == period_containing(
        period.starts, period.kind, calendar
    )


def _shifted(period: Period, calendar: Calendar, *, periods: int) -> Period | None:
    if not period.kind.is_regular:
        return None
    whole = period_containing(period.starts, period.kind, calendar)
    index = _index_of(whole.starts, calendar) + periods * MONTHS_OF[period.kind]
    return _period_from(index, period.kind, calendar)


# Months are numbered from the year 0, so that periods of n months are n apart.


def _index_of(date: dt.date, calendar: Calendar) -> int:
    """The number of the calendar's month in which the day lies."""
    index = date.year * 12 + date.month - 1
    return index - 1 if date < _month_start(index, calendar) else index


def _month_start(index: int, calendar: Calendar) -> dt.date:
    """The first day of the calendar's month with this number; the last day of a short month."""
    year, month = index // 12, index % 12 + 1
    if not dt.MINYEAR < year < dt.MAXYEAR:
        raise PeriodError(_("The year %(year)s is out of range.") % {"year": year}, "out_of_range")
    return dt.date(year, month, min(calendar.day, gregorian.monthrange(year, month)[1]))


def _period_from(index: int, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period that begins with the month of this number."""
    after = _month_start(index + MONTHS_OF[kind], calendar)
    return Period(kind, _month_start(index, calendar), after - dt.timedelta(days=1))


def _a_year_before(date: dt.date, *, is_end: bool = False) -> dt.date:
    """The same day a year before; 28 February for the 29th, the month's last day for an end."""
    if date.year <= dt.MINYEAR:
        raise PeriodError(_("The year %(year)s is out of range.") % {"year": 0}, "out_of_range")
    last = gregorian.monthrange(date.year - 1, date.month)[1]
    ends_a_month = is_end and date.day == gregorian.monthrange(date.year, date.month)[1]
    return date.replace(year=date.year - 1, day=last if ends_a_month else min(date.day, last))
