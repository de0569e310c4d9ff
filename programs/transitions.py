"""The moves themselves: each checks its row in `workflow`, changes the fields, writes the event.

All take keyword arguments and objects, never a request. The row is locked first, so that two people
who press at the same moment are told apart: the second is refused with the new state.
"""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext as _

from coordination.history import because, record
from coordination.models import Membership
from coordination.text import nfc
from programs import access
from programs.models import (
    PartyRole,
    PeriodState,
    Program,
    ProgramState,
    ReportingPeriod,
    ResultSheet,
    Review,
    SheetVersion,
    Verdict,
)
from programs.versions import content_of
from programs.workflow import PERIOD_MOVES, PROGRAM_MOVES, SHEET_MOVES, Refused


def _locked(thing: models.Model, *related: str):
    """The row as it is now, held until the transaction ends."""
    rows = type(thing).objects.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=thing.pk)


# --- Sheets ----------------------------------------------------------------------------------


@transaction.atomic
def submit_sheet(*, sheet: ResultSheet, by: Membership, at: dt.datetime) -> ResultSheet:
    """Send a sheet to the Board and keep what was sent as a version of its own."""
    sheet = _locked(sheet, "period__program", "period__closed_by__user", "organization")
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
    sheet = _locked(sheet, "period__program", "period__closed_by__user", "organization")
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
    sheet = _locked(sheet, "period__program", "period__closed_by__user", "organization")
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
    period = _locked(period, "program")
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
    period = _locked(period, "program")
    move = PERIOD_MOVES["reopen"]
    move.check(period, by=by, reason=reason)
    period.state, period.closed_at, period.closed_by = PeriodState.OPEN, None, None
    period.save()
    record(move.code, period, by=by, at=at, reason=reason.strip())
    return period


# --- Programs --------------------------------------------------------------------------------


@transaction.atomic
def send_to_review(*, program: Program, by: Membership, at: dt.datetime) -> Program:
    """Lay a draft before its parties; a new round, in which everybody is asked again."""
    program = _locked(program)
    move = PROGRAM_MOVES["send_to_review"]
    move.check(program, by=by)
    program.state = move.target
    program.review_round += 1
    program.save()
    record(move.code, program, by=by, at=at, round=program.review_round)
    return program


def _verdict(
    program: Program, *, by: Membership, at: dt.datetime, verdict: Verdict, comment: str
) -> Review:
    party = access.party_to_review(by, program)
    if Review.objects.filter(party=party, round=program.review_round).exists():
        raise Refused(_("Your organisation has already given its verdict in this round."))
    return Review.objects.create(
        party=party,
        round=program.review_round,
        verdict=verdict,
        comment=nfc(comment).strip(),
        decided_at=at,
        decided_by=by,
    )


@transaction.atomic
def approve_program(
    *, program: Program, by: Membership, at: dt.datetime, comment: str = ""
) -> Program:
    """A party's reviewer approves; with the last one the program is approved."""
    program = _locked(program)
    move = PROGRAM_MOVES["approve"]
    move.check(program, by=by)
    review = _verdict(program, by=by, at=at, verdict=Verdict.APPROVED, comment=comment)
    record(move.code, program, by=by, at=at, reason=comment.strip(), party=review.party_id)
    if not waiting_parties(program):
        program.state = move.target
        program.save()
    return program


@transaction.atomic
def send_back_program(*, program: Program, by: Membership, at: dt.datetime, reason: str) -> Program:
    """A party's reviewer sends the draft back with what has to be changed."""
    program = _locked(program)
    move = PROGRAM_MOVES["send_back"]
    move.check(program, by=by, reason=reason)
    because(reason.strip())
    review = _verdict(program, by=by, at=at, verdict=Verdict.SENT_BACK, comment=reason)
    program.state = move.target
    program.save()
    record(move.code, program, by=by, at=at, reason=reason.strip(), party=review.party_id)
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
