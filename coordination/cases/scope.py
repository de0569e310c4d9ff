"""What goes into a case file that is written: the things inside a unit, and what they refer to."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from coordination.cases.joining import in_chunks
from coordination.models import (
    AreaCover,
    CommitteeDecision,
    Organization,
    OrganizationParent,
    Position,
    Seat,
    SteeringCommittee,
    Succession,
    Unit,
    UnitParent,
)
from coordination.sql import UnitsBelow
from coordination.text import fold

_LONGEST_KEY = 90


@dataclass
class Scope:
    """Primary keys by list; `inside` are the units that are written with all that hangs on them.

    Where a day is given, `on`, nothing is inside that began after it. `keys` is what the file calls
    each thing; `left_out` counts what the format cannot carry.
    """

    inside: set[int]
    on: dt.date | None = None
    units: set[int] = field(default_factory=set)
    organizations: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    committees: set[int] = field(default_factory=set)
    successions: set[int] = field(default_factory=set)
    keys: dict[tuple[str, int], str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, unit: Unit, on: dt.date | None) -> "Scope":
        """A unit with all that ever stood below it, or with what it is made of on a day."""
        found = UnitsBelow.reached(unit.pk) if on is None else UnitsBelow.gathered(unit.pk, on)
        scope = cls(set(), on)
        units = scope.begun(Unit.objects.filter(pk__in=found), "valid_from")
        scope.inside = set(units.values_list("pk", flat=True))
        scope.units = set(scope.inside)
        return scope

    def begun(self, rows: QuerySet, *days: str) -> QuerySet:
        """The rows that had begun by the day, as their columns say; null has always been."""
        for day in days if self.on else ():
            rows = rows.filter(Q(**{day: None}) | Q(**{f"{day}__lte": self.on}))
        return rows

    def name(self, of: str, pk: int, *texts: str) -> None:
        """Give a thing its key: the first text, with more of them until nothing else has it."""
        parts = [part for text in texts if (part := slug(text))] or [of]
        key = parts[0]
        for part in parts[1:]:
            if (of, key) not in self._taken:
                break
            key = f"{key[:_LONGEST_KEY]}-{part}"
        plain, number = key, 1
        while (of, key) in self._taken:
            number += 1
            key = f"{plain}-{number}"
        self._taken.add((of, key))
        self.keys[of, pk] = key

    def key(self, of: str, pk: int | None) -> str | None:
        return None if pk is None else self.keys[of, pk]

    def some(self, of: str, pks: Iterable[int]) -> list[str]:
        """The keys of several things, in order."""
        return sorted(self.keys[of, pk] for pk in pks)

    def leave_out(self, what: str, count: int = 1) -> None:
        if count:
            self.left_out[what] += count

    def gather(self) -> None:
        """Add what hangs on the units inside, and all to which anything refers, at any distance."""
        own = ids(self.begun(Organization.objects.all(), "valid_from"), "unit_id", self.inside)
        self.organizations |= own
        self.committees |= ids(SteeringCommittee.objects.all(), "unit_id", self.inside)
        self.people |= ids(Position.objects.all(), "organization_id", own, "person_id")
        size = -1
        while size != (size := self._size()):
            self._refer()

    def _size(self) -> int:
        return sum(map(len, (self.units, self.organizations, self.people, self.successions)))

    def _refer(self) -> None:
        issuers = CommitteeDecision.objects.all()
        self.organizations |= ids(issuers, "committee_id", self.committees, "issuer_id")
        self.people |= ids(Seat.objects.all(), "committee_id", self.committees, "person_id")
        self.units |= ids(SteeringCommittee.objects.all(), "pk", self.committees, "unit_id")
        positions = Position.objects.all()
        self.organizations |= ids(positions, "person_id", self.people, "organization_id")
        parents = OrganizationParent.objects.all()
        self.organizations |= ids(parents, "organization_id", self.organizations, "parent_id")
        self.units |= ids(Organization.objects.all(), "pk", self.organizations, "unit_id")
        self.units |= ids(UnitParent.objects.all(), "unit_id", self.units, "parent_id")
        self.units |= ids(AreaCover.objects.all(), "area_id", self.units & self.inside, "unit_id")
        for side in ("before", "after"):
            for of, mine in (("units", self.units), ("organizations", self.organizations)):
                acts = self.begun(Succession.objects.all(), "on")
                self.successions |= ids(acts, f"{of}_{side}", mine)
        for side in ("before", "after"):
            for of, mine in (("units", self.units), ("organizations", self.organizations)):
                mine |= ids(Succession.objects.all(), "pk", self.successions, f"{of}_{side}")


def ids(rows: QuerySet, field_name: str, among: Iterable[int], wanted: str = "pk") -> set[int]:
    """The values of a column of the rows whose other column is among these."""
    found: set[int] = set()
    for chunk in in_chunks(among):
        found |= set(rows.filter(**{f"{field_name}__in": chunk}).values_list(wanted, flat=True))
    return found - {None}


def among(rows: QuerySet, field_name: str, pks: Iterable[int]) -> list:
    """The rows themselves, whose column is among these."""
    return [
        row for chunk in in_chunks(pks) for row in rows.filter(Q(**{f"{field_name}__in": chunk}))
    ]


def slug(text: str) -> str:
    """A text as part of a key: small letters without accents, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(str(text)))[:_LONGEST_KEY].strip("-")


def iso(day: dt.date | None) -> str | None:
    """A day as case files write it."""
    return day and day.isoformat()


def written(tree: dict) -> bytes:
    """A case file's bytes: the same tree is always the same file."""
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()
