"""What the page of a program shows of its way: steps, open comments, papers, amendments."""

from django.utils.translation import ngettext

from coordination import clock
from coordination.models import Membership
from programs import access
from programs.attachments import documents_of, papers_of, scans_of
from programs.models import Program, ProgramState
from programs.steps import last_moved_at, way_of

IN_THE_MAKING = (ProgramState.DRAFT, ProgramState.IN_REVIEW, ProgramState.APPROVED)


def way_context(
    membership: Membership, program: Program, parties: list, successors: list[Program]
) -> dict:
    """For `templates/programs/signing/` parts of the program's page; `parties` as it shows them."""
    starts = [one.term_from for one in successors if one.state in access.PUBLISHED]
    is_signed = program.state in access.PUBLISHED
    may_record_paper = access.may_record_paper(membership, program)
    # A program of one paper, as nearly all are, has no rows of these: then nothing is asked.
    papers = papers_of(program) if is_signed and program.signed_papers else []
    in_the_making = program.state in IN_THE_MAKING
    return {
        "way": way_of(
            program,
            today=clock.today(),
            waiting=[one.short_name or "" for one in parties if one.is_waiting],
            is_replaced=program.is_replaced,
            replaced_on=min((day for day in starts if day), default=None),
            moved_at=last_moved_at(program) if in_the_making else None,
        ),
        "open_comments": _open_comments(membership, program) if in_the_making else "",
        "amendments": access.amendments_of(membership, program) if is_signed else None,
        "scans": scans_of(program, papers, may_change=may_record_paper) if is_signed else [],
        "documents": documents_of(program, may_change=may_record_paper),
        "is_signed": is_signed,
        "may_amend": program.state == ProgramState.SIGNED and access.may_amend(membership, program),
        "may_record_paper": may_record_paper,
        "may_replace": in_the_making and access.may_end(membership, program),
    }


def _open_comments(membership: Membership, program: Program) -> str:
    """How many comments wait for an answer, as far as the reader may know of them."""
    count = (
        access.visible_comments(membership).filter(party__program=program, resolved_at=None).count()
    )
    if not count:
        return ""
    return ngettext("%(count)d open comment", "%(count)d open comments", count) % {"count": count}
