"""One search over everything; apps above register what they can find."""

import dataclasses
from collections.abc import Callable, Sequence

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coordination import clock
from coordination.access import (
    visible_committees,
    visible_organizations,
    visible_people,
    visible_units,
)
from coordination.lineage import tell
from coordination.models import Membership, UnitName
from coordination.naming import unit_name
from coordination.people import with_offices
from coordination.text import fold

LIMIT = 20
MIN_LETTERS = 2


@dataclasses.dataclass(frozen=True)
class Row:
    """Something found: what it is called now, where it is, and a remark."""

    title: str
    url: str
    remark: str = ""


Finder = Callable[[Membership, str], Sequence[Row]]
_finders: list[tuple[str | Promise, Finder]] = []


def register(label: str | Promise, find: Finder) -> None:
    """Add a kind of things that can be found: at most `LIMIT` rows for a membership and words."""
    _finders.append((label, find))


def everything(membership: Membership, words: str) -> list[tuple[str, Sequence[Row]]]:
    """What a reader's words find, by kind; kinds without a find are left out."""
    if len(fold(words).strip()) < MIN_LETTERS:
        return []
    found = ((str(label), find(membership, words)) for label, find in _finders)
    return [(label, rows) for label, rows in found if rows]


def find_units(membership: Membership, words: str) -> list[Row]:
    """Units by any name that they, or those before them, ever bore."""
    units = list(
        visible_units(membership).search(words).with_name().order_by("current_name", "pk")[:LIMIT]
    )
    tell(units, words)
    return [
        Row(str(one), reverse("unit", args=[one.pk]), remark(one.story, one.get_level_display()))
        for one in units
    ]


def find_organizations(membership: Membership, words: str) -> list[Row]:
    """Organisations by any name that they, or those before them, ever bore."""
    place = UnitName.objects.filter(unit=OuterRef("unit_id"))
    found = list(
        visible_organizations(membership)
        .search(words)
        .with_name()
        .annotate(
            place=Subquery(place.order_by(F("valid_from").desc(nulls_last=True)).values("name")[:1])
        )
        .order_by("current_name", "pk")[:LIMIT]
    )
    tell(found, words)
    return [
        Row(str(one), reverse("organization", args=[one.pk]), remark(one.story, one.place or ""))
        for one in found
    ]


def remark(story: str, otherwise: str) -> str:
    """What became of it, or where it was found under an old name, before all else."""
    return f"{otherwise}; {story}" if story and otherwise else story or otherwise


def find_people(membership: Membership, words: str) -> list[Row]:
    """People by name, with the position that they hold or held last."""
    people = visible_people(membership).present().search(words).by_given_name()[:LIMIT]
    rows = []
    for one in with_offices(people, clock.today()):
        office = next(iter(one.offices), None)
        rows.append(Row(one.name, reverse("person", args=[one.pk]), office.label if office else ""))
    return rows


def find_committees(membership: Membership, words: str) -> list[Row]:
    """Steering committees by their name or their unit's."""
    found = visible_committees(membership).search(words)
    named = found.annotate(place=unit_name("unit_id", clock.today()))
    return [
        Row(one.name, reverse("committee", args=[one.pk]), one.place or "")
        for one in named.order_by("place", "name", "pk")[:LIMIT]
    ]


register(gettext_lazy("Units"), find_units)
register(gettext_lazy("Organisations"), find_organizations)
register(gettext_lazy("People"), find_people)
register(gettext_lazy("Steering committees"), find_committees)
