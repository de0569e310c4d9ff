"""Who takes part in a draft: adding, roles and order, taking out."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from coordination.models import Membership, Organization
from coordination.naming import named_organizations
from programs.drafts import MOST_PARTIES, locked_draft
from programs.models import CommitmentPartner, Party, PartyRole, Program
from programs.starting import next_order
from programs.workflow import Refused

FOUND_MOST = 20


def candidates(program: Program, *, words: str, on: dt.date) -> QuerySet[Organization]:
    """Organisations of the day that can be added: by name, accents ignored; else the unit's own.

    Any organisation can become a party, of whichever unit it is: programs are made across units.
    """
    found = Organization.objects.at(on).exclude(parties__program=program)
    found = found.search(words) if words else found.filter(unit=program.unit_id)
    return named_organizations(found, on).order_by("kind__order", "place", "current_name", "pk")


@transaction.atomic
def add_party(*, program: Program, organization: Organization, role: str, by: Membership) -> Party:
    """Add an organisation in a role; without a lead the first one leads. Raises Refused."""
    program = locked_draft(program, by=by)
    there = list(program.parties.all())
    if any(one.organization_id == organization.pk for one in there):
        raise Refused(_("This organisation is already a party."))
    if len(there) >= MOST_PARTIES:
        raise Refused(
            _("A program has at most %(most)d parties; take one out first.")
            % {"most": MOST_PARTIES}
        )
    if role not in PartyRole.values:
        role = PartyRole.PARTNER
    if role == PartyRole.LEAD and any(one.role == PartyRole.LEAD for one in there):
        raise Refused(_("A program has one lead; make the present one a partner first."))
    return Party.objects.create(
        program=program, organization=organization, role=role, order=next_order(program.parties)
    )


@transaction.atomic
def save_roles(*, program: Program, roles: dict[int, str], by: Membership) -> None:
    """Give the parties (by key) their roles; not two leads. Raises Refused."""
    program = locked_draft(program, by=by)
    parties = list(program.parties.all())
    wanted = {
        one.pk: roles[one.pk] if roles.get(one.pk) in PartyRole.values else one.role
        for one in parties
    }
    if sum(role == PartyRole.LEAD for role in wanted.values()) > 1:
        raise Refused(_("A program has one lead; choose which of them leads."))
    # the new lead last, so that there are never two
    for party in sorted(parties, key=lambda one: wanted[one.pk] == PartyRole.LEAD):
        if party.role != wanted[party.pk]:
            party.role = wanted[party.pk]
            party.save(update_fields=["role"])


@transaction.atomic
def remove_party(*, program: Program, party: Party, by: Membership) -> None:
    """Take a party out; what it leads has no lead then. Raises Refused where something hangs on it.

    Its targets are figures that somebody typed: they are cleared first, by hand.
    """
    locked_draft(program, by=by)
    if party.targets.exists():
        raise Refused(_("Targets are set for this party; clear them first."))
    for commitment in party.commitments_led.all():
        commitment.lead = None
        commitment.save(update_fields=["lead"])
    CommitmentPartner.objects.filter(party=party).delete()
    try:
        with transaction.atomic():
            party.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Refused(
            _("This party has judged the draft or stands on a paper to sign; it cannot go.")
        ) from error
