"""What a period and an office's calendar are."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy


class PeriodKind(StrEnum):
    """How often, or on what occasion, is reported."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ON_DEMAND = "on_demand"
    TERM = "term"

    @property
    def label(self):
        """The name of the kind in the reader's language (lazy)."""
        return _KIND_LABELS[self]

    @property
    def is_regular(self) -> bool:
        """Whether periods of this kind follow one another by the calendar."""
        return self in MONTHS_OF

    @property
    def finer(self) -> tuple["PeriodKind", ...]:
        """The regular kinds that divide this one, the coarsest first.

        A total asked for this kind falls back on them in this order. On-demand figures divide
        nothing and are not divided.
        """
        return _FINER[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member, as Django's model and form fields take them."""
        return [(member.value, member.label) for member in cls]


_KIND_LABELS = {
    PeriodKind.MONTH: pgettext_lazy("period kind", "month"),
    PeriodKind.QUARTER: pgettext_lazy("period kind", "quarter"),
    PeriodKind.HALF_YEAR: pgettext_lazy("period kind", "half-year"),
    PeriodKind.YEAR: pgettext_lazy("period kind", "year"),
    PeriodKind.ON_DEMAND: pgettext_lazy("period kind", "on demand"),
    PeriodKind.TERM: pgettext_lazy("period kind", "whole term"),
}
MONTHS_OF = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}
_COARSE_TO_FINE = (
    PeriodKind.TERM,
    PeriodKind.YEAR,
    PeriodKind.HALF_YEAR,
    PeriodKind.QUARTER,
    PeriodKind.MONTH,
)
_FINER = {
    PeriodKind.ON_DEMAND: (),
    **{kind: _COARSE_TO_FINE[i + 1 :] for i, kind in enumerate(_COARSE_TO_FINE)},
}


class PeriodError(ValueError):
    """These dates are no such period. Its text is a translated sentence; `code` is stable."""

    def __init__(self, message: str, code: str):
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included; make_period checks that it is a whole one of its kind."""

    kind: PeriodKind
    starts: dt.date
    ends: dt.date

    def __post_init__(self):
        object.__setattr__(self, "kind", PeriodKind(self.kind))
        if self.starts > self.ends:
            raise PeriodError(_("A period cannot end before it begins."), "ends_before_it_starts")

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1

    def contains(self, other: "Period") -> bool:
        """Whether every day of the other period lies in this one."""
        return self.starts <= other.starts and other.ends <= self.ends

    def overlaps(self, starts: dt.date | None, ends: dt.date | None) -> bool:
        """Whether a span has a day in common with this period; None is an open end."""
        return (starts is None or starts <= self.ends) and (ends is None or self.starts <= ends)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the office's year begins: by default on 1 January."""

    month: int = 1
    day: int = 1

    def __post_init__(self):
        # 2024 is a leap year: 29 February is a day on which a year may be said to begin.
        try:
            dt.date(2024, self.month, self.day)
        except (TypeError, ValueError):
            raise PeriodError(
                _("A year cannot begin on day %(day)s of month %(month)s.")
                % {"day": self.day, "month": self.month},
                "year_starts",
            ) from None

    @classmethod
    def from_text(cls, year_starts: str) -> "Calendar":
        """The calendar of a case file's `MM-DD`. Raises PeriodError."""
        month, dash, day = year_starts.partition("-")
        digits = month + day
        if not (dash and len(month) == len(day) == 2 and digits.isascii() and digits.isdigit()):
            raise PeriodError(
                _("The first day of the year is written as MM-DD, for example 12-15."),
                "year_starts",
            )
        return cls(int(month), int(day))

    @property
    def year_starts(self) -> str:
        """The first day as `MM-DD`."""
        return f"{self.month:02}-{self.day:02}"

    @property
    def begins_in_the_year_before(self) -> bool:
        """Whether year 2026 begins in 2025: it is called after that in which most of it lies."""
        return (self.month, self.day) > (7, 1)


CALENDAR_YEAR = Calendar()
