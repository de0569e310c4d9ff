"""Which units below a unit have a steering committee in force on a day, and which have none."""

import dataclasses
import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from coordination.models import Level, SteeringCommittee, Unit, UnitParent
from coordination.naming import named_units


@dataclasses.dataclass(frozen=True)
class Covered:
    """How many units of a level there are, and how many of them have a committee."""

    level: str
    total: int
    having: int

    @property
    def label(self) -> str:
        return Level(self.level).label

    @property
    def lacking(self) -> int:
        return self.total - self.having

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is said only when nobody is missing."""
        return self.having * 100 // self.total if self.total else 0

    @property
    def without_percent(self) -> int:
        return 100 - self.percent


def committees_of_units(on: dt.date) -> QuerySet[SteeringCommittee]:
    """Committees in force on the day, of the unit in an outer query."""
    return SteeringCommittee.objects.in_force(on).filter(unit=OuterRef("pk"))


def counts(unit: Unit, on: dt.date) -> list[Covered]:
    """The levels that stand below the unit on the day, from above, with their counts."""
    found = (
        below(unit, on)
        .annotate(has_committee=Exists(committees_of_units(on)))
        .values("level")
        .annotate(total=Count("pk"), having=Count("pk", filter=Q(has_committee=True)))
        .order_by()
    )
    order = {level: number for number, level in enumerate(Level.values)}
    rows = sorted(found, key=lambda row: order[row["level"]])
    return [Covered(row["level"], row["total"], row["having"]) for row in rows]


def below(unit: Unit, on: dt.date) -> QuerySet[Unit]:
    """Units that stand under the unit on the day, without itself."""
    return Unit.objects.at(on).below(unit, on=on).exclude(pk=unit.pk)


def directly_below(unit_id: int, on: dt.date) -> QuerySet[Unit]:
    """Units that stand directly under a unit on the day."""
    places = UnitParent.objects.at(on).filter(parent=unit_id)
    return Unit.objects.at(on).filter(pk__in=places.values("unit_id"))


def units(unit: Unit, level: str, on: dt.date, *, has_committee: bool | None) -> QuerySet[Unit]:
    """Units of a level below the unit: with name, committee and since when; None: all."""
    oldest = committees_of_units(on).with_since().order_by("since", "pk")
    found = below(unit, on).filter(level=level)
    if has_committee is not None:
        there = Exists(committees_of_units(on))
        found = found.filter(there if has_committee else ~there)
    return (
        named_units(found, on)
        .annotate(
            committee_id=Subquery(oldest.values("pk")[:1]),
            committee_name=Subquery(oldest.values("name")[:1]),
            since=Subquery(oldest.values("since")[:1]),
        )
        .order_by("current_name", "pk")
    )
