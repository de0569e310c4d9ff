"""Drafts of programs: who may write into one and when, and what must be right about its term."""

import datetime as dt

from django.utils.translation import gettext as _

from coordination.models import Membership
from programs import access
from programs.models import Program, ProgramKind, ProgramState
from programs.workflow import Refused

FEWEST_PARTIES, MOST_PARTIES = 2, 12  # the database holds the most too
WRITABLE_STATES = frozenset({ProgramState.DRAFT})


def is_writable(membership: Membership, program: Program) -> bool:
    """Whether this reader may write into the program now."""
    return access.may_write(membership, program) and program.state in WRITABLE_STATES


def why_fixed(program: Program) -> str:
    """Why the text cannot be written into any more; empty while it is a draft."""
    if program.state in WRITABLE_STATES:
        return ""
    if program.state in (ProgramState.IN_REVIEW, ProgramState.APPROVED):
        return _(
            "The draft lies before its parties and stays as it is; it can be changed again when "
            "a party has sent it back, or when the Board's staff take it back."
        )
    if program.state in (ProgramState.SIGNED, ProgramState.TERMINATED):
        return _("What was signed stays as it is; it is changed by a signed amendment.")
    return _("The program was cancelled and stays as it is.")


def locked_draft(program: Program, *, by: Membership) -> Program:
    """The draft as it is now, held until the transaction ends. Raises Refused.

    All that writes into a draft goes through here, so that nothing is written after it was sent.
    """
    found = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not access.may_write(by, found):
        raise Refused(_("Only the Board's staff of the program's unit write its draft."))
    if reason := why_fixed(found):
        raise Refused(reason)
    return found


def outside_parent(
    *, kind: str, parent: Program | None, starts: dt.date | None, ends: dt.date | None
) -> str:
    """Why the term of an annual plan does not lie within its program's; empty where it does."""
    if kind != ProgramKind.ANNUAL_PLAN or parent is None:
        return ""
    too_early = parent.term_from and starts and starts < parent.term_from
    too_late = parent.term_to and ends and ends > parent.term_to
    if not (too_early or too_late):
        return ""
    return _(
        "An annual plan lies within the term of its program, which runs from %(from)s to %(to)s."
    ) % {
        "from": f"{parent.term_from:%d/%m/%Y}" if parent.term_from else "…",
        "to": f"{parent.term_to:%d/%m/%Y}" if parent.term_to else "…",
    }
