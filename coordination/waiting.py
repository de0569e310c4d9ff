"""What waits for Board staff on the home page, and what pages of units show of committees below."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination import panels
from coordination.access import is_board, visible_committees
from coordination.coverage import Covered, counts
from coordination.models import Membership, Seat, SteeringCommittee, Unit
from coordination.naming import unit_name
from coordination.shell import HomeCard, register_home

SHOWN = 6


def vacant_seats(membership: Membership, today: dt.date) -> list[HomeCard]:
    """Committees within reach in which somebody sits who holds no position any more."""
    if not is_board(membership):
        return []
    vacant = Seat.objects.vacant(today).filter(
        committee__in=visible_committees(membership).values("pk")
    )
    count = vacant.count()
    if not count:
        return []
    rows = (
        SteeringCommittee.objects.filter(pk__in=vacant.values("committee_id"))
        .annotate(place=unit_name("unit_id", today))
        .order_by("place", "name", "pk")[:SHOWN]
    )
    return [
        HomeCard(
            title=ngettext("vacant committee seat", "vacant committee seats", count).capitalize(),
            url=reverse("committees") + "?vacant=on",
            count=count,
            text=_("Who sat there holds no position any more: renew the seats."),
            rows=tuple((one.place, reverse("committee", args=[one.pk]), one.name) for one in rows),
            tone="warn",
        )
    ]


@dataclasses.dataclass(frozen=True)
class UnitCommittees:
    """The levels below a unit with their counts."""

    unit: Unit
    levels: list[Covered]


def committees_below(membership: Membership, unit: Unit, today: dt.date) -> panels.Panel | None:
    """How many units below this one have a committee; None where none stands below."""
    levels = counts(unit, today)
    if not levels:
        return None
    return panels.Panel("coordination/panels/coverage.html", UnitCommittees(unit, levels))


register_home(vacant_seats)
panels.register(Unit, committees_below)
