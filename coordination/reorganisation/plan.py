"""What an act of reorganisation is to do, and every fault that stands in its way."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.models import Organization, SuccessionKind, Unit

ENDING = frozenset({SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.DISSOLVE})


class Subject(models.TextChoices):
    """What an act reorganises."""

    UNITS = "units", _("units")
    ORGANIZATIONS = "organizations", _("organisations")

    @property
    def model(self) -> type[Unit] | type[Organization]:
        return Unit if self is Subject.UNITS else Organization

    @property
    def owner(self) -> str:
        """The field by which names and parents point to it."""
        return "unit" if self is Subject.UNITS else "organization"


@dataclasses.dataclass(frozen=True)
class New:
    """Something that an act creates; of a rename: the new names.

    Of a unit: level, official code, parent. Of an organisation: kind, unit, superior (`parent`),
    and what its papers print.
    """

    name: str
    short_name: str = ""
    level: str = ""
    code: str = ""
    kind: str = ""
    unit: int | None = None
    parent: int | None = None
    symbol: str = ""
    print_lines: str = ""
    superior_line: str = ""


@dataclasses.dataclass(frozen=True)
class Plan:
    """An act: what becomes what, on which day, by which decision.

    `on` is the first day of the new state. What stands `before` ends on the day before, unless it
    is among `existing` too: then it goes on. After come the `existing` ones, then the `new` ones.
    `parent`: of a move. `below`, `below_new`: where goes what stands under a unit that ends (an
    existing unit, or a place in `new`); by default to the only one that comes after, else to the
    unit above. `kinds`: kinds of organisations that go with their units into what comes after; the
    others end with the unit. `decisions`: what was chosen about what is touched, by `Row.key`.
    """

    of: Subject
    kind: SuccessionKind
    on: dt.date
    basis: str
    before: tuple[int, ...]
    existing: tuple[int, ...] = ()
    new: tuple[New, ...] = ()
    parent: int | None = None
    below: int | None = None
    below_new: int | None = None
    kinds: tuple[str, ...] = ()
    decisions: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def eve(self) -> dt.date:
        """The last day of the old state."""
        return self.on - dt.timedelta(days=1)

    @property
    def is_of_units(self) -> bool:
        return self.of == Subject.UNITS

    @property
    def ending(self) -> tuple[int, ...]:
        """What stops existing."""
        if self.kind not in ENDING:
            return ()
        return tuple(pk for pk in self.before if pk not in self.existing)


class Refused(Exception):
    """An act that cannot be carried out or undone: a sentence for each reason."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems
