"""The programs of a unit or an organisation, on its page."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from coordination import panels
from coordination.models import Membership, Organization, Unit
from programs.access import visible_programs
from programs.models import Party, Program, ProgramState, programs_reported_by
from programs.views.programs import describe_state

SHOWN = 10
SIGNED = ProgramState.SIGNED
TEMPLATE = "programs/programs_panel.html"


def of_unit(membership: Membership, unit: Unit, day: dt.date) -> panels.Panel | None:
    """Programs of the unit."""
    return _panel(visible_programs(membership).filter(unit=unit), day)


def of_organization(
    membership: Membership, organization: Organization, day: dt.date
) -> panels.Panel | None:
    """Programs to which the organisation is a party, or in which it came after one."""
    parties = Party.objects.filter(organization=organization).values("program_id")
    as_heir = Q(pk__in=programs_reported_by(organization.pk))
    found = visible_programs(membership).filter(Q(pk__in=parties) | as_heir)
    return _panel(found, day)


def _panel(found: QuerySet[Program], day: dt.date) -> panels.Panel | None:
    """The latest programs that were signed until the day, or are not signed; states of the day."""
    successors = Program.objects.filter(
        Q(signed_on=None) | Q(signed_on__lte=day), replaces=OuterRef("pk"), state=SIGNED
    )
    known = found.filter(Q(signed_on=None) | Q(signed_on__lte=day))
    programs = list(known.annotate(is_replaced=Exists(successors))[: SHOWN + 1])
    if not programs:
        return None
    rows = [(one, *describe_state(one, today=day)) for one in programs[:SHOWN]]
    return panels.Panel(TEMPLATE, {"rows": rows, "has_more": len(programs) > SHOWN})


panels.register(Unit, of_unit)
panels.register(Organization, of_organization)
