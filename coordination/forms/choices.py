"""Choosing an organisation or a person: a list of the likely ones, or of what words find.

A list of a whole province would be neither quick nor readable: without words the nearest are
offered, with words whatever within reach bears them, and at most `LIMIT` either way.
"""

import dataclasses
import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coordination.models import Organization, Person
from coordination.naming import named_organizations
from coordination.people import in_office, with_offices

LIMIT = 200


@dataclasses.dataclass(frozen=True)
class Offer:
    """Choices of a select, the empty one first, and whether there are more than fit."""

    choices: list[tuple]
    has_more: bool = False


def offered_organizations(
    organizations: QuerySet[Organization],
    on: dt.date,
    *,
    words: str = "",
    kept: Organization | None = None,
    with_others: bool = False,
) -> Offer:
    """Organisations that exist on the day, with their units; `kept` is among them anyway.

    `with_others`: those of other times come after them, for what is entered about the past.
    """
    offered = organizations if with_others else organizations.at(on)
    if words:
        offered = offered.search(words)
    there = Organization.objects.at(on).filter(pk=OuterRef("pk"))
    rows = list(
        named_organizations(offered, on)
        .annotate(exists=Exists(there))
        .order_by("-exists", "place", "kind__order", "current_name", "pk")
        .values_list("pk", "current_name", "place", "exists")[: LIMIT + 1]
    )
    choices = [("", "–")]
    for pk, name, place, exists in rows[:LIMIT]:
        label = f"{name} ({place})"
        choices.append((pk, label if exists else _("%(name)s – former") % {"name": label}))
    if kept and kept.pk not in {pk for pk, _label in choices}:
        choices.append((kept.pk, str(kept)))
    return Offer(choices, len(rows) > LIMIT)


def offered_people(
    people: QuerySet[Person],
    on: dt.date,
    *,
    near: int | None = None,
    words: str = "",
    kept: QuerySet[Person] | None = None,
) -> Offer:
    """People by given name, each with the office: in office in the unit `near` on the day, or
    whomever the words find. `kept` are among them anyway.
    """
    if words:
        found = people.search(words)
    else:
        near_by = Q(organization__unit_id=near) if near else None
        found = in_office(people, on, near_by)
    rows = list(with_offices(found.by_given_name(), on)[: LIMIT + 1])
    shown = rows[:LIMIT]
    if kept is not None:
        there = {one.pk for one in shown}
        shown += with_offices(kept.exclude(pk__in=there).by_given_name(), on)
    return Offer([("", "–"), *((one.pk, one.label) for one in shown)], len(rows) > LIMIT)
