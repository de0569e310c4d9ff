"""On the page of a unit: the way to its totals, when it has programs or took some over."""

import datetime as dt

from coordination import panels
from coordination.models import Membership, Unit
from coordination.sql import UnitsBelow
from programs.models import Program


def totals_of_the_unit(membership: Membership, unit: Unit, today: dt.date) -> panels.Panel | None:
    """A link to the totals of the unit with all that went into it."""
    gathered = UnitsBelow.gathered(unit.pk, today)
    number = Program.objects.signed().filter(unit__in=gathered).count()
    if not number:
        return None
    return panels.Panel("programs/panels/unit_totals.html", {"unit": unit, "number": number})


panels.register(Unit, totals_of_the_unit)
