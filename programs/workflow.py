"""Every state and every move of programs, amendments, periods and sheets, as data.

Pages ask which moves are open to a reader; transitions ask whether one may be made and what is
missing. Both get the same answer, because both ask here. docs/lifecycles.md prints these tables.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.models import Membership
from coordination.naming import organization_name
from coordination.text import nfc
from programs import access
from programs.models import (
    AmendmentState,
    Party,
    PartyRole,
    PeriodState,
    ProgramState,
    SheetState,
    Verdict,
)
from programs.overlaps import in_words, unconfirmed_overlaps

REASON_LENGTH = 2000


@dataclass(frozen=True)
class Missing:
    """Something that stands in the way of a move, and where on the page to mend it."""

    sentence: str
    anchor: str = ""


class Refused(Exception):
    """A move that may not be made: a sentence, and the list of what is missing."""

    def __init__(self, sentence: str, missing: list[Missing] | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.missing = missing or []


@dataclass(frozen=True)
class Move:
    """One named move: from which states to which, who may make it, on which conditions."""

    code: str
    label: str
    sources: frozenset[str]
    target: str
    may: Callable[[Membership, models.Model], bool]
    missing: Callable[[models.Model], list[Missing]] = field(default=lambda thing: [])
    needs_reason: bool = False

    def is_open_to(self, membership: Membership, thing: models.Model) -> bool:
        """Whether this reader may make the move from the thing's present state."""
        return thing.state in self.sources and self.may(membership, thing)

    def check(self, thing: models.Model, *, by: Membership, reason: str = "") -> None:
        """Raise `Refused`, with a sentence for the reader, unless the move may be made now."""
        if thing.state not in self.sources:
            raise Refused(
                _("This step is not possible any more: the state is now “%(state)s”.")
                % {"state": thing.get_state_display()}
            )
        if not self.may(by, thing):
            raise Refused(_("Your role does not allow this step."))
        if self.needs_reason and not nfc(reason).strip():
            raise Refused(_("Write the reason, so that the other side knows what to mend."))
        if len(reason) > REASON_LENGTH:
            raise Refused(
                _("The reason has more than %(most)d letters; shorten it.")
                % {"most": REASON_LENGTH}
            )
        if missing := self.missing(thing):
            raise Refused(_("This step is not possible yet:"), missing)


# --- Programs --------------------------------------------------------------------------------


def missing_to_review(program) -> list[Missing]:
    """What a draft lacks before its parties can judge it."""
    found = []
    roles = list(program.parties.values_list("role", flat=True))
    if PartyRole.LEAD not in roles:
        found.append(Missing(_("The program has no lead party yet."), "parties"))
    if sum(role != PartyRole.WITNESS for role in roles) < 2:
        found.append(Missing(_("A program needs at least two parties."), "parties"))
    if program.term_from is None or program.term_to is None:
        found.append(Missing(_("The term has no beginning or no end yet."), "term"))
    if others := unconfirmed_overlaps(program):
        found.append(
            Missing(
                _(
                    "The same parties have another one at the same time: %(others)s. Confirm that "
                    "this is meant, and say why."
                )
                % {"others": in_words(others)},
                "overlap",
            )
        )
    return found


PROGRAM_MOVES = {
    "send_to_review": Move(
        code="program.sent_to_review",
        label=_("Send to review"),
        sources=frozenset({ProgramState.DRAFT}),
        target=ProgramState.IN_REVIEW,
        may=access.may_send_to_review,
        missing=missing_to_review,
    ),
    "approve": Move(
        code="program.approved",
        label=_("Approve"),
        sources=frozenset({ProgramState.IN_REVIEW}),
        target=ProgramState.APPROVED,
        may=access.may_review,
    ),
    "approve_on_paper": Move(
        code="program.approved_on_paper",
        label=_("Record an approval on paper"),
        sources=frozenset({ProgramState.IN_REVIEW}),
        target=ProgramState.APPROVED,
        may=access.may_record_paper,
    ),
    "send_back": Move(
        code="program.sent_back",
        label=_("Send back"),
        sources=frozenset({ProgramState.IN_REVIEW}),
        target=ProgramState.DRAFT,
        may=access.may_review,
        needs_reason=True,
    ),
    "take_back": Move(
        code="program.taken_back",
        label=_("Take back to change it"),
        sources=frozenset({ProgramState.IN_REVIEW, ProgramState.APPROVED}),
        target=ProgramState.DRAFT,
        may=access.may_send_to_review,
        needs_reason=True,
    ),
    "sign": Move(
        code="program.signed",
        label=_("Record the signing"),
        sources=frozenset({ProgramState.APPROVED}),
        target=ProgramState.SIGNED,
        may=access.may_record_paper,
    ),
    "cancel": Move(
        code="program.cancelled",
        label=pgettext_lazy("program", "Cancel"),
        sources=frozenset({ProgramState.DRAFT, ProgramState.IN_REVIEW, ProgramState.APPROVED}),
        target=ProgramState.CANCELLED,
        may=access.may_end,
        needs_reason=True,
    ),
    "terminate": Move(
        code="program.terminated",
        label=_("Terminate"),
        sources=frozenset({ProgramState.SIGNED}),
        target=ProgramState.TERMINATED,
        may=access.may_end,
        needs_reason=True,
    ),
}

# --- Amendments ------------------------------------------------------------------------------


def why_not_effective(amendment) -> list[Missing]:
    """The day from which an amendment holds lies in its program's term."""
    program, day = amendment.program, amendment.effective_from
    if day is None:
        return [Missing(_("Say from which day the amendment holds."), "effective_from")]
    if (program.term_from and day < program.term_from) or (
        program.ends_on and program.ends_on < day
    ):
        return [
            Missing(
                _("The amendment must hold from a day within the term, %(from)s – %(to)s.")
                % {"from": _day(program.term_from), "to": _day(program.ends_on)},
                "effective_from",
            )
        ]
    return []


def missing_to_review_amendment(amendment) -> list[Missing]:
    """What an amendment lacks before the parties can judge it."""
    found = why_not_effective(amendment)
    if amendment.program.state != ProgramState.SIGNED:
        found.append(Missing(_("Only a signed program that still runs can be amended.")))
    if not amendment.changes.exists():
        found.append(Missing(_("Add at least one change."), "changes"))
    return found


def missing_to_sign_amendment(amendment) -> list[Missing]:
    """What an amendment lacks before it can be signed: above all approvals."""
    found = missing_to_review_amendment(amendment)
    if waiting := waiting_for_amendment(amendment):
        names = ", ".join(one.short_name or "" for one in waiting)
        found.append(Missing(_("Still to approve: %(parties)s.") % {"parties": names}))
    return found


def waiting_for_amendment(amendment) -> list:
    """Parties that have not approved the amendment in the present round, with short names."""
    approved = amendment.reviews.filter(round=amendment.review_round, verdict=Verdict.APPROVED)
    asked = access.reporters_asked(amendment)
    return list(
        Party.objects.filter(pk__in=asked.values("party"))
        .exclude(pk__in=approved.values("party_id"))
        .annotate(
            short_name=organization_name("organization_id", amendment.effective_from or dt.date.max)
        )
    )


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"


def _may_draft_amendment(by, amendment) -> bool:
    return access.may_amend(by, amendment.program)


def _may_record_amendment(by, amendment) -> bool:
    return access.may_record_paper(by, amendment.program)


AMENDMENT_MOVES = {
    "send_to_review": Move(
        code="amendment.sent_to_review",
        label=_("Send to review"),
        sources=frozenset({AmendmentState.DRAFT}),
        target=AmendmentState.IN_REVIEW,
        may=_may_draft_amendment,
        missing=missing_to_review_amendment,
    ),
    "approve": Move(
        code="amendment.approved",
        label=_("Approve"),
        sources=frozenset({AmendmentState.IN_REVIEW}),
        target=AmendmentState.IN_REVIEW,
        may=access.may_review_amendment,
    ),
    "approve_on_paper": Move(
        code="amendment.approved_on_paper",
        label=_("Record an approval on paper"),
        sources=frozenset({AmendmentState.IN_REVIEW}),
        target=AmendmentState.IN_REVIEW,
        may=_may_record_amendment,
    ),
    "send_back": Move(
        code="amendment.sent_back",
        label=_("Send back"),
        sources=frozenset({AmendmentState.IN_REVIEW}),
        target=AmendmentState.DRAFT,
        may=access.may_review_amendment,
        needs_reason=True,
    ),
    "take_back": Move(
        code="amendment.taken_back",
        label=_("Take back to change it"),
        sources=frozenset({AmendmentState.IN_REVIEW}),
        target=AmendmentState.DRAFT,
        may=_may_draft_amendment,
        needs_reason=True,
    ),
    "sign": Move(
        code="amendment.signed",
        label=_("Record the signing"),
        sources=frozenset({AmendmentState.IN_REVIEW}),
        target=AmendmentState.SIGNED,
        may=_may_record_amendment,
        missing=missing_to_sign_amendment,
    ),
    "cancel": Move(
        code="amendment.cancelled",
        label=pgettext_lazy("program", "Cancel"),
        sources=frozenset({AmendmentState.DRAFT, AmendmentState.IN_REVIEW}),
        target=AmendmentState.CANCELLED,
        may=_may_draft_amendment,
        needs_reason=True,
    ),
}

# --- Periods ---------------------------------------------------------------------------------

PERIOD_MOVES = {
    "close": Move(
        code="period.closed",
        label=_("Close the period"),
        sources=frozenset({PeriodState.OPEN}),
        target=PeriodState.CLOSED,
        may=lambda by, period: access.may_close_periods(by, period.program),
    ),
    "reopen": Move(
        code="period.reopened",
        label=_("Reopen the period"),
        sources=frozenset({PeriodState.CLOSED}),
        target=PeriodState.OPEN,
        may=lambda by, period: access.may_close_periods(by, period.program),
        needs_reason=True,
    ),
}

# --- Sheets ----------------------------------------------------------------------------------


def why_locked(period) -> list[Missing]:
    """Which rule locks the sheets of a period, since when, and who can open it."""
    if period.state != PeriodState.CLOSED:
        return []
    return [
        Missing(
            _(
                "The period has been closed since %(when)s by %(who)s. "
                "The head of the Board can reopen it."
            )
            % {
                "when": f"{timezone.localtime(period.closed_at):%d/%m/%Y}",
                "who": period.closed_by.user.full_name,
            }
        )
    ]


def missing_to_submit(sheet) -> list[Missing]:
    """What stands between this sheet and its sending; the page shows the same list."""
    found = why_locked(sheet.period)
    if not sheet.lines.exists() and not sheet.narratives.exists():
        found.append(Missing(_("The sheet is empty: enter at least one figure, or 0."), "grid"))
    return found


def _may_fill(by, sheet) -> bool:
    return access.may_fill(by, program=sheet.period.program, organization_id=sheet.organization_id)


def _may_judge(by, sheet) -> bool:
    return access.may_judge_results(by, sheet.period.program)


SHEET_MOVES = {
    "submit": Move(
        code="sheet.submitted",
        label=_("Send"),
        sources=frozenset({SheetState.DRAFT, SheetState.RETURNED}),
        target=SheetState.SUBMITTED,
        may=_may_fill,
        missing=missing_to_submit,
    ),
    "return": Move(
        code="sheet.returned",
        label=_("Return"),
        sources=frozenset({SheetState.SUBMITTED, SheetState.ACCEPTED}),
        target=SheetState.RETURNED,
        may=_may_judge,
        missing=lambda sheet: why_locked(sheet.period),
        needs_reason=True,
    ),
    "accept": Move(
        code="sheet.accepted",
        label=_("Accept"),
        sources=frozenset({SheetState.SUBMITTED}),
        target=SheetState.ACCEPTED,
        may=_may_judge,
        missing=lambda sheet: why_locked(sheet.period),
    ),
}

EDITABLE_STATES = frozenset({SheetState.DRAFT, SheetState.RETURNED})

# What a state is called for whom: its own party reads where the sheet lies, the Board what to do.
SHEET_LABELS = {
    None: {"party": _("not started"), "board": _("not reported")},
    SheetState.DRAFT: {"party": _("being filled in"), "board": _("being filled in")},
    SheetState.SUBMITTED: {"party": _("sent, waiting for the Board"), "board": _("to check")},
    SheetState.RETURNED: {"party": _("returned, to correct"), "board": _("returned")},
    SheetState.ACCEPTED: {"party": _("accepted"), "board": _("accepted")},
}


def sheet_label(state: str | None, *, for_board: bool) -> str:
    """The state's name for this reader; None: no sheet exists yet."""
    return SHEET_LABELS[state]["board" if for_board else "party"]


def open_moves(moves: dict[str, Move], thing, *, by: Membership) -> dict[str, Move]:
    """The moves that this reader may make now, by name."""
    return {name: move for name, move in moves.items() if move.is_open_to(by, thing)}
