"""Writing the draft of an amendment; of two who write the same thing neither overwrites the other.

A form carries a mark of what stood there when it was made. Where the stored row bears another one,
and says something else than what was typed, nothing is written: both are shown.
"""

import datetime as dt
import hashlib
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coordination.history import record
from coordination.models import Membership
from programs.models import (
    Amendment,
    AmendmentChange,
    AmendmentState,
    ChangeKind,
    PartyRole,
    Program,
    ProgramState,
)
from programs.transitions import locked
from programs.workflow import Refused

WRITTEN = {
    Amendment: ("number", "reason", "effective_from"),
    AmendmentChange: (
        *("section", "content_area_id", "commitment_id", "party_id", "organization_id"),
        *("party_role", "indicator_id", "year", "text"),
        *("quantity", "quantity_qualifier", "value", "value_qualifier"),
    ),
}


class Meanwhile(Refused):
    """Somebody else has written meanwhile; `stored` is what stands there, None: it is taken out."""

    def __init__(self, stored: models.Model | None):
        super().__init__(
            _(
                "Somebody else has meanwhile changed this place. Yours is not saved yet; "
                "nothing is lost."
            )
            if stored
            else _("Somebody has taken this change out meanwhile; saving adds it anew.")
        )
        self.stored = stored


def mark_of(row: Amendment | AmendmentChange) -> str:
    """What a form carries to know the row again: the same as long as it says the same."""
    values = (getattr(row, name) for name in WRITTEN[type(row)])
    said = [f"{one.normalize():f}" if isinstance(one, Decimal) else str(one) for one in values]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]


def _refuse_unseen(stored, written, seen: str) -> None:
    """Raise Meanwhile unless the stored row is the one seen, or says what is to be written."""
    if mark_of(stored) not in (seen, mark_of(written)):
        raise Meanwhile(stored)


@transaction.atomic
def start_amendment(*, program: Program, by: Membership, at: dt.datetime, **fields) -> Amendment:
    """Begin the draft of an amendment to a signed program; `fields` are those of the form."""
    program = locked(program)
    if program.state != ProgramState.SIGNED:
        raise Refused(_("Only a signed program that still runs can be amended."))
    same = Amendment.objects.filter(program=program, state=AmendmentState.DRAFT, **fields)
    if begun := same.filter(changes=None).first():
        return begun  # pressed twice
    amendment = Amendment.objects.create(program=program, **fields)
    record("amendment.drafted", amendment, by=by, at=at)
    return amendment


def editable(amendment: Amendment) -> Amendment:
    """The locked row of a draft; refused with the new state when it is none any more."""
    amendment = locked(amendment, "program")
    if amendment.state != AmendmentState.DRAFT:
        raise Refused(
            _("Only a draft can be changed; the state is now “%(state)s”.")
            % {"state": amendment.get_state_display()}
        )
    return amendment


@transaction.atomic
def keep_head(*, amendment: Amendment, seen: str) -> Amendment:
    """Keep number, reason and day of a draft, as they stand in `amendment`."""
    _refuse_unseen(editable(amendment), amendment, seen)
    amendment.save(update_fields=WRITTEN[Amendment])
    return amendment


@transaction.atomic
def keep_change(*, change: AmendmentChange, seen: str = "") -> AmendmentChange:
    """Keep a new or edited change of a draft; one place is changed once."""
    editable(change.amendment)
    if change.pk is not None:
        stored = AmendmentChange.objects.filter(pk=change.pk).first()
        if stored is None:
            raise Meanwhile(None)
        _refuse_unseen(stored, change, seen)
    if why := why_not_change(change):
        raise Refused(why)
    if change.pk is None:
        change.order = change.amendment.changes.count() + 1
    change.save()
    return change


def why_not_change(change: AmendmentChange) -> str:
    """Why this change makes no sense beside the program and the amendment's other changes."""
    others = change.amendment.changes.exclude(pk=change.pk).filter(kind=change.kind)
    same = Q(
        section=change.section,
        content_area=change.content_area_id,
        commitment=change.commitment_id,
        party=change.party_id,
        organization=change.organization_id,
        indicator=change.indicator_id,
        year=change.year,
    )
    program = change.amendment.program
    if change.kind != ChangeKind.NEW_COMMITMENT and others.filter(same).exists():
        return _("This amendment changes that place already; edit the change that is there.")
    if change.kind == ChangeKind.NEW_COMMITMENT and not change.text:
        return _("Write what is undertaken.")
    if change.kind == ChangeKind.PARTY_LEAVES and change.party.role == PartyRole.LEAD:
        return _("The lead cannot leave by an amendment; a new program replaces this one.")
    if change.kind == ChangeKind.PARTY_JOINS:
        if change.party_role == PartyRole.LEAD:
            return _("The program already has a lead party.")
        if program.parties.filter(organization=change.organization_id).exists():
            return _("This organisation is already a party.")
    if change.year and not _is_in_term(program, change.year):
        return _("The year of the target lies outside the term of the program.")
    return ""


def _is_in_term(program: Program, year: int) -> bool:
    return (program.term_from is None or program.term_from.year <= year) and (
        program.ends_on is None or year <= program.ends_on.year
    )


@transaction.atomic
def remove_change(*, change: AmendmentChange, seen: str) -> None:
    """Take a change out of a draft, as it was seen."""
    editable(change.amendment)
    if mark_of(change) != seen:
        raise Refused(
            _("Somebody else has meanwhile written this anew; look at it before removing it.")
        )
    change.delete()
