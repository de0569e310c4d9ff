"""Programs of the same parties and kind that run at the same time.

Real programs overlap, so this is told and confirmed with a reason, never refused.
"""

import datetime as dt

from django.db.models import Q

from coordination.history import record
from coordination.models import Event, Membership
from programs.models import Party, PartyRole, Program, ProgramState

CONFIRMED = "program.overlap_confirmed"
OVER = (ProgramState.CANCELLED, ProgramState.TERMINATED)


def overlaps(program: Program) -> list[Program]:
    """Programs of the same kind, unit, leads and partners in force on a day of this one's term.

    What this program replaces is meant to be followed by it and is left out.
    """
    if program.term_from is None or program.term_to is None:
        return []
    own = set(
        program.parties.exclude(role=PartyRole.WITNESS).values_list("organization_id", flat=True)
    )
    if not own:
        return []
    others = list(
        Program.objects.exclude(pk=program.pk)
        .exclude(state__in=OVER)
        .exclude(replaced_by=program.pk)
        .filter(
            Q(term_from=None) | Q(term_from__lte=program.term_to),
            Q(term_to=None) | Q(term_to__gte=program.term_from),
            kind=program.kind,
            unit=program.unit_id,
            parent=program.parent_id,
        )
        .order_by("term_from", "pk")
    )
    members: dict[int, set[int]] = {}
    parties = Party.objects.filter(program__in=others).exclude(role=PartyRole.WITNESS)
    for other_id, organization_id in parties.values_list("program_id", "organization_id"):
        members.setdefault(other_id, set()).add(organization_id)
    return [other for other in others if members.get(other.pk) == own]


def unconfirmed_overlaps(program: Program) -> list[Program]:
    """Overlaps of which nobody has said yet that they are meant."""
    found = overlaps(program)
    if not found:
        return []
    confirmed: set[int] = set()
    for event in Event.objects.about(program).filter(code=CONFIRMED):
        confirmed.update(event.data.get("overlaps", ()))
    return [other for other in found if other.pk not in confirmed]


def in_words(found: list[Program]) -> str:
    """The overlapping programs with their terms, in one line."""
    return "; ".join(
        f"{other.number or other.title} ({_day(other.term_from)} – {_day(other.term_to)})"
        for other in found
    )


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"


def confirm_overlaps(program: Program, *, by: Membership, at: dt.datetime, reason: str) -> None:
    """Write down that the overlaps of now are meant, and why."""
    found = [other.pk for other in overlaps(program)]
    record(CONFIRMED, program, by=by, at=at, reason=reason.strip(), overlaps=found)
