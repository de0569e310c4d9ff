"""On the page of a person: the programs and amendments that he or she signed."""

import datetime as dt
from dataclasses import dataclass, field

from coordination import panels
from coordination.models import Membership, Person
from coordination.naming import organization_name
from programs.access import visible_programs
from programs.models import AmendmentSignature, Program, Signature


@dataclass
class Signed:
    """A program with what the person signed of it: for which parties, which amendments."""

    program: Program
    parties: list[str] = field(default_factory=list)
    amendments: list = field(default_factory=list)


def signed_programs(membership: Membership, person: Person, today: dt.date) -> panels.Panel | None:
    """Programs within the reader's sight, each once, the latest signing first; in two queries."""
    visible = visible_programs(membership)
    found: dict[int, Signed] = {}
    signatures = (
        Signature.objects.filter(person=person, party__program__in=visible)
        .select_related("party__program")
        .annotate(party_name=organization_name("party__organization_id", today))
        .order_by("-party__program__signed_on", "-pk")
    )
    for one in signatures:
        program = one.party.program
        parties = found.setdefault(program.pk, Signed(program)).parties
        if one.party_name not in parties:  # several papers of one program
            parties.append(one.party_name)
    later = (
        AmendmentSignature.objects.filter(person=person, amendment__program__in=visible)
        .select_related("amendment__program")
        .order_by("amendment__signed_on", "pk")
    )
    for one in later:
        program = one.amendment.program
        amendments = found.setdefault(program.pk, Signed(program)).amendments
        if one.amendment not in amendments:
            amendments.append(one.amendment)
    content = list(found.values())
    return panels.Panel("programs/panels/signed.html", content) if content else None


panels.register(Person, signed_programs)
