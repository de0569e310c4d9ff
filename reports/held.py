"""On the page of a person: the conferences that he or she chaired or where the report was read."""

import datetime as dt

from django.db.models import Q

from coordination import panels
from coordination.models import Membership, Person
from reports.access import visible_conferences


def conferences_of(membership: Membership, person: Person, today: dt.date) -> panels.Panel | None:
    """Conferences within the reader's sight, latest first."""
    found = list(visible_conferences(membership).filter(Q(chair=person) | Q(presenter=person)))
    return panels.Panel("reports/panels/held.html", (person, found)) if found else None


panels.register(Person, conferences_of)
