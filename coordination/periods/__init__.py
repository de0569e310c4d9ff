"""Reporting periods: month, quarter, half-year, year, free dates, a program's term.

A calendar says on which day the office's year begins. Many close their books in the middle of
December, so that the first half-year of 2026 runs from 15/12/2025 to 14/6/2026; months, quarters
and halves are then cut on the same day of the month. Where a month is too short for that day (a
year that begins on the 31st, or on 29 February) the period begins on the month's last day.

This is the public door; the modules behind it are details.
"""

from coordination.periods.arithmetic import (
    is_whole,
    make_period,
    next_period,
    parts,
    period_containing,
    periods_between,
    previous_period,
    same_period_last_year,
    year_of,
    year_period,
)
from coordination.periods.dates import heading_date, short_date
from coordination.periods.model import (
    CALENDAR_YEAR,
    Calendar,
    Period,
    PeriodError,
    PeriodKind,
)
from coordination.periods.naming import label, paper_label

__all__ = [
    "CALENDAR_YEAR",
    "Calendar",
    "Period",
    "PeriodError",
    "PeriodKind",
    "heading_date",
    "is_whole",
    "label",
    "make_period",
    "next_period",
    "paper_label",
    "parts",
    "period_containing",
    "periods_between",
    "previous_period",
    "same_period_last_year",
    "short_date",
    "year_of",
    "year_period",
]
