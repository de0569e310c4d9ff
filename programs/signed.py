"""On the page of a person: the programs that he or she signed."""

import datetime as dt

from coordination import panels
from coordination.models import Membership, Person
from coordination.naming import organization_name
from programs.access import visible_programs
from programs.models import Signature


def signed_programs(membership: Membership, person: Person, today: dt.date) -> panels.Panel | None:
    """Programs within the reader's sight, for which party, latest first."""
    found = list(
        Signature.objects.filter(person=person, party__program__in=visible_programs(membership))
        .select_related("party__program")
        .annotate(party_name=organization_name("party__organization_id", today))
        .order_by("-party__program__signed_on", "-pk")
    )
    return panels.Panel("programs/panels/signed.html", found) if found else None


panels.register(Person, signed_programs)
