"""The moves themselves: each checks its row in `workflow`, changes the fields, writes the event.

All take keyword arguments and objects, never a request. The row is locked first, so that two people
who press at the same moment are told apart: the second is refused with the new state.
"""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext as _

from coordination.history import because, record
from coordination.models import Membership, StoredFile
from coordination.text import nfc
from programs import access
from programs.models import (
    Party,
    PartyRole,
    PeriodState,
    Program,
    ProgramState,
    ReportingPeriod,
    ResultSheet,
    Review,
    ReviewedText,
    SheetVersion,
    Verdict,
)
from programs.text import snapshot
from programs.versions import content_of
from programs.workflow import PERIOD_MOVES, PROGRAM_MOVES, SHEET_MOVES, Refused


def locked(thing: models.Model, *related: str):
    """The row as it is now, held until the transaction ends."""
    rows = type(thing).objects.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=thing.pk)


# --- Sheets ----------------------------------------------------------------------------------


@transaction.atomic
def submit_sheet(*, sheet: ResultSheet, by: Membership, at: dt.datetime) -> ResultSheet:
    """Send a sheet to the Board and keep what was sent as a version of its own."""
    sheet = locked(sheet, "period__program", "period__closed_by__user", "organization")
    move = SHEET_MOVES["submit"]
    move.check(sheet, by=by)
    on_behalf = access.fills_on_behalf(by, sheet.organization_id)
    sheet.state = move.target
    sheet.version += 1
    sheet.submitted_at, sheet.submitted_by = at, by
    sheet.accepted_at = sheet.accepted_by = None
    sheet.is_on_behalf = on_behalf
    sheet.save()
    SheetVersion.objects.create(
        sheet=sheet, number=sheet.version, sent_at=at, sent_by=by, content=content_of(sheet)
    )
    record(move.code, sheet, by=by, at=at, version=sheet.version, on_behalf=on_behalf)
    return sheet


@transaction.atomic
def return_sheet(
    *, sheet: ResultSheet, by: Membership, at: dt.datetime, reason: str
) -> ResultSheet:
    """Send a sheet back to its party with the reason; what was sent stays as a version.

    A sheet that a case file loaded has never been sent here: its figures are kept as version 1
    before they can be changed.
    """
    sheet = locked(sheet, "period__program", "period__closed_by__user", "organization")
    move = SHEET_MOVES["return"]
    move.check(sheet, by=by, reason=reason)
    if sheet.version == 0:
        sheet.version = 1
        SheetVersion.objects.create(
            sheet=sheet, number=1, sent_at=at, sent_by=None, content=content_of(sheet)
        )
    sheet.state = move.target
    sheet.returned_at, sheet.returned_by = at, by
    sheet.accepted_at = sheet.accepted_by = None
    sheet.save()
    record(move.code, sheet, by=by, at=at, reason=reason.strip(), version=sheet.version)
    return sheet


@transaction.atomic
def accept_sheet(*, sheet: ResultSheet, by: Membership, at: dt.datetime) -> ResultSheet:
    """Accept what was sent: from now on its figures count."""
    sheet = locked(sheet, "period__program", "period__closed_by__user", "organization")
    move = SHEET_MOVES["accept"]
    move.check(sheet, by=by)
    sheet.state = move.target
    sheet.accepted_at, sheet.accepted_by = at, by
    sheet.save()
    record(move.code, sheet, by=by, at=at, version=sheet.version)
    return sheet


# --- Periods ---------------------------------------------------------------------------------


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: Membership, at: dt.datetime) -> ReportingPeriod:
    """Lock the sheets of a period."""
    period = locked(period, "program")
    move = PERIOD_MOVES["close"]
    move.check(period, by=by)
    period.state, period.closed_at, period.closed_by = PeriodState.CLOSED, at, by
    period.save()
    record(move.code, period, by=by, at=at)
    return period


@transaction.atomic
def reopen_period(
    *, period: ReportingPeriod, by: Membership, at: dt.datetime, reason: str
) -> ReportingPeriod:
    """Unlock the sheets of a closed period, for a reason."""
    period = locked(period, "program")
    move = PERIOD_MOVES["reopen"]
    move.check(period, by=by, reason=reason)
    period.state, period.closed_at, period.closed_by = PeriodState.OPEN, None, None
    period.save()
    record(move.code, period, by=by, at=at, reason=reason.strip())
    return period


# --- Programs --------------------------------------------------------------------------------


@transaction.atomic
def send_to_review(*, program: Program, by: Membership, at: dt.datetime) -> Program:
    """Lay a draft before its parties: a new round, in which everybody is asked again.

    What was laid before them is kept, so that the next round can show what changed.
    """
    program = locked(program)
    move = PROGRAM_MOVES["send_to_review"]
    move.check(program, by=by)
    program.state = move.target
    program.review_round += 1
    program.save()
    ReviewedText.objects.create(
        program=program,
        round=program.review_round,
        sent_at=at,
        sent_by=by,
        content=snapshot(program),
    )
    record(move.code, program, by=by, at=at, round=program.review_round)
    return program


def _verdict(program: Program, *, party, by: Membership, at: dt.datetime, **given) -> Review:
    if Review.objects.filter(party=party, round=program.review_round).exists():
        raise Refused(_("This organisation has already given its verdict in this round."))
    return Review.objects.create(
        party=party, round=program.review_round, decided_at=at, decided_by=by, **given
    )


def _approve_when_all_have(program: Program) -> None:
    if not waiting_parties(program):
        program.state = ProgramState.APPROVED
        program.save()


@transaction.atomic
def approve_program(
    *, program: Program, by: Membership, at: dt.datetime, comment: str = ""
) -> Program:
    """A party's reviewer approves; with the last one the program is approved."""
    program = locked(program)
    move = PROGRAM_MOVES["approve"]
    move.check(program, by=by)
    party = access.party_to_review(by, program)
    comment = nfc(comment).strip()
    _verdict(program, party=party, by=by, at=at, verdict=Verdict.APPROVED, comment=comment)
    record(move.code, program, by=by, at=at, reason=comment, party=party.pk)
    _approve_when_all_have(program)
    return program


@transaction.atomic
def approve_on_paper(
    *,
    program: Program,
    party: Party,
    by: Membership,
    at: dt.datetime,
    on_paper: dt.date,
    today: dt.date,
    scan: StoredFile | None = None,
    comment: str = "",
) -> Program:
    """The Board records that a lead or partner approved on paper, on which day, with the scan."""
    program = locked(program)
    move = PROGRAM_MOVES["approve_on_paper"]
    move.check(program, by=by)
    if party.program_id != program.pk or party.role == PartyRole.WITNESS:
        raise Refused(_("Only leads and partners of the program approve it."))
    if on_paper > today:
        raise Refused(_("The approval on paper cannot have a date in the future."))
    _verdict(
        program,
        party=party,
        by=by,
        at=at,
        verdict=Verdict.APPROVED,
        comment=nfc(comment).strip(),
        on_paper=on_paper,
        scan=scan,
    )
    record(move.code, program, by=by, at=at, party=party.pk)
    _approve_when_all_have(program)
    return program


@transaction.atomic
def send_back_program(*, program: Program, by: Membership, at: dt.datetime, reason: str) -> Program:
    """A party's reviewer sends the draft back with what has to be changed."""
    program = locked(program)
    move = PROGRAM_MOVES["send_back"]
    move.check(program, by=by, reason=reason)
    party = access.party_to_review(by, program)
    reason = nfc(reason).strip()
    because(reason)
    _verdict(program, party=party, by=by, at=at, verdict=Verdict.SENT_BACK, comment=reason)
    program.state = move.target
    program.save()
    record(move.code, program, by=by, at=at, reason=reason, party=party.pk)
    return program


@transaction.atomic
def take_back_program(*, program: Program, by: Membership, at: dt.datetime, reason: str) -> Program:
    """The Board takes a program back to change its text; all have to approve it anew."""
    return _end(program, "take_back", by=by, at=at, reason=reason)


@transaction.atomic
def cancel_program(*, program: Program, by: Membership, at: dt.datetime, reason: str) -> Program:
    """Give up a program that was not signed."""
    return _end(program, "cancel", by=by, at=at, reason=reason)


@transaction.atomic
def terminate_program(
    *, program: Program, by: Membership, at: dt.datetime, reason: str, last_day: dt.date
) -> Program:
    """End a signed program before its term does; `last_day` is the last one on which it holds."""
    if (program.term_from and last_day < program.term_from) or (
        program.term_to and last_day > program.term_to
    ):
        raise Refused(_("The last day must lie within the term of the program."))
    return _end(
        program,
        "terminate",
        by=by,
        at=at,
        reason=reason,
        terminated_on=last_day,
        terminated_reason=nfc(reason).strip(),
    )


def _end(
    program: Program, name: str, *, by: Membership, at: dt.datetime, reason: str, **fields
) -> Program:
    """Move a program to another state for a reason, and set the fields that belong to it."""
    program = locked(program)
    move = PROGRAM_MOVES[name]
    move.check(program, by=by, reason=reason)
    reason = nfc(reason).strip()
    because(reason)
    for field, value in fields.items():
        setattr(program, field, value)
    program.state = move.target
    program.save()
    record(move.code, program, by=by, at=at, reason=reason)
    return program


def waiting_parties(program: Program) -> list:
    """Leads and partners that have not approved the program in the present round."""
    if program.state != ProgramState.IN_REVIEW:
        return []
    approved = Review.objects.filter(
        party__program=program, round=program.review_round, verdict=Verdict.APPROVED
    )
    return list(
        program.parties.exclude(role=PartyRole.WITNESS)
        .exclude(pk__in=approved.values("party_id"))
        .select_related("organization")
    )
