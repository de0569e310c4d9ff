"""What a period is called, on the screen and on paper."""

import datetime as dt

from django.utils.translation import pgettext_lazy

from coordination.figures import NBSP
from coordination.periods.arithmetic import (
    is_whole,
    period_containing,
    periods_between,
    year_of,
    year_period,
)
from coordination.periods.dates import short_date
from coordination.periods.model import CALENDAR_YEAR, Calendar, Period, PeriodKind

_ROMAN_QUARTERS = ("I", "II", "III", "IV")
# A month that begins on this day or later is called after the month in which it ends.
_NAMED_BY_ITS_END_FROM_DAY = 10

_ON_SCREEN = {
    "month": pgettext_lazy("period", "month %(month)s/%(year)s"),
    "quarter": pgettext_lazy("period", "quarter %(quarter)s/%(year)s"),
    "first_half": pgettext_lazy("period", "first half of %(year)s"),
    "second_half": pgettext_lazy("period", "second half of %(year)s"),
    "year": pgettext_lazy("period", "year %(year)s"),
    "years": pgettext_lazy("period", "term %(first)s - %(last)s"),
    "day": pgettext_lazy("period", "on %(starts)s"),
    "dates": pgettext_lazy("period", "from %(starts)s to %(ends)s"),
}
_ON_PAPER = {
    "month": f"tháng{NBSP}%(month)s/%(year)s",
    "quarter": f"quý{NBSP}%(quarter)s/%(year)s",
    "first_half": f"6{NBSP}tháng đầu năm{NBSP}%(year)s",
    "second_half": f"6{NBSP}tháng cuối năm{NBSP}%(year)s",
    "year": f"năm{NBSP}%(year)s",
    "years": f"giai đoạn %(first)s{NBSP}-{NBSP}%(last)s",
    "day": f"ngày{NBSP}%(starts)s",
    "dates": f"từ{NBSP}%(starts)s đến{NBSP}%(ends)s",
}


def label(period: Period, calendar: Calendar = CALENDAR_YEAR) -> str:
    """The period's name on the screen, in the reader's language: "first half of 2026".

    Begins in lower case, for use within a sentence. A regular period that is no whole one of this
    calendar (it was made under another) is called by its dates.
    """
    form, values = _name(period, calendar)
    return _ON_SCREEN[form] % values


def paper_label(period: Period, calendar: Calendar = CALENDAR_YEAR) -> str:
    """The period's name on paper, always Vietnamese: "6 tháng đầu năm 2026", "quý I/2026".

    Non-breaking spaces keep numbers with their words and "2021 - 2026" together.
    """
    form, values = _name(period, calendar)
    return _ON_PAPER[form] % values


def _name(period: Period, calendar: Calendar) -> tuple[str, dict[str, object]]:
    """Which form of name the period takes, and what stands in it."""
    if period.kind is PeriodKind.TERM:
        return _name_of_term(period, calendar)
    if not is_whole(period, calendar):
        dates = {"starts": short_date(period.starts), "ends": short_date(period.ends)}
        return ("day" if period.days == 1 else "dates"), dates
    if period.kind is PeriodKind.MONTH:
        named = _named_month(period)
        return "month", {"month": named.month, "year": named.year}
    year = year_of(period.starts, calendar)
    if period.kind is PeriodKind.YEAR:
        return "year", {"year": year}
    whole_year = year_period(year, calendar)
    in_year = periods_between(whole_year.starts, whole_year.ends, period.kind, calendar)
    position = in_year.index(period)
    if period.kind is PeriodKind.HALF_YEAR:
        return ("first_half", "second_half")[position], {"year": year}
    return "quarter", {"quarter": _ROMAN_QUARTERS[position], "year": year}


def _name_of_term(period: Period, calendar: Calendar) -> tuple[str, dict[str, object]]:
    """A term is called by its years: the calendar's, where it is made of whole ones of them."""
    first = period_containing(period.starts, PeriodKind.YEAR, calendar)
    last = period_containing(period.ends, PeriodKind.YEAR, calendar)
    if (first.starts, last.ends) == (period.starts, period.ends):
        years = year_of(period.starts, calendar), year_of(period.ends, calendar)
    else:
        years = period.starts.year, period.ends.year
    if years[0] == years[1]:
        return "year", {"year": years[0]}
    return "years", {"first": years[0], "last": years[1]}


def _named_month(period: Period) -> dt.date:
    """A day in the month by which a reporting month is called: 15/12 to 14/1 is January."""
    return period.starts if period.starts.day < _NAMED_BY_ITS_END_FROM_DAY else period.ends
