"""The papers of a program that is signed as several: each with its number and its parties."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coordination.forms.base import explanation
from coordination.models import Membership
from coordination.text import squeeze
from programs.drafts import FEWEST_PARTIES, locked_draft
from programs.models import PaperParty, Program, SignedPaper
from programs.starting import next_order
from programs.workflow import Refused

NUMBER_LENGTH = 120


@dataclass
class PaperRow:
    """A paper as it stands or was typed; `key` is its own, or `new`."""

    key: str
    paper: SignedPaper | None
    number: str = ""
    parties: set[int] = field(default_factory=set)
    error: str = ""


def rows_of(program: Program) -> list[PaperRow]:
    """The papers of a program with their parties, and room for a new one."""
    papers = program.papers.prefetch_related("paper_parties")
    return [
        PaperRow(
            str(paper.pk),
            paper,
            paper.number,
            {one.party_id for one in paper.paper_parties.all()},
        )
        for paper in papers
    ] + [PaperRow("new", None)]


@transaction.atomic
def save_papers(*, program: Program, typed: dict[str, tuple[str, set[int]]], by: Membership):
    """Write numbers and parties by key of the paper; an empty new one is left out.

    Gives back the rows as typed, each with what is wrong with it; where anything is, nothing is
    written.
    """
    program = locked_draft(program, by=by)
    rows = rows_of(program)
    known = set(program.parties.values_list("pk", flat=True))
    for row in rows:
        if row.key in typed:
            row.number, row.parties = squeeze(typed[row.key][0]), typed[row.key][1]
    wanted = [row for row in rows if row.paper or row.number or row.parties]
    for row in wanted:
        row.error = _fault(row, wanted, known)
    if not any(row.error for row in wanted):
        _write(program, wanted)
    return rows


def _fault(row: PaperRow, rows: list[PaperRow], known: set[int]) -> str:
    if not row.number:
        return _("Give the paper its number.")
    if len(row.number) > NUMBER_LENGTH:
        return _("The number has more than %(most)d letters.") % {"most": NUMBER_LENGTH}
    if sum(other.number == row.number for other in rows) > 1:
        return _("Another paper of this program has this number.")
    if row.parties - known:
        return _("A paper is signed by parties of this program only.")
    if len(row.parties) < FEWEST_PARTIES:
        return _("A paper has at least two parties.")
    return ""


def _write(program: Program, rows: list[PaperRow]) -> None:
    for row in rows:
        paper = row.paper or SignedPaper(program=program, order=next_order(program.papers))
        if paper.number != row.number:
            paper.number = row.number
            try:
                with transaction.atomic():
                    paper.save()
            except IntegrityError as error:
                raise Refused(explanation(error, [SignedPaper])) from error
        there = {one.party_id: one for one in paper.paper_parties.all()} if row.paper else {}
        for party_id, one in there.items():
            if party_id not in row.parties:
                one.delete()
        PaperParty.objects.bulk_create(
            PaperParty(paper=paper, party_id=party_id)
            for party_id in sorted(row.parties - there.keys())
        )


@transaction.atomic
def remove_paper(*, program: Program, paper: SignedPaper, by: Membership) -> None:
    """Take a paper out of the draft."""
    locked_draft(program, by=by)
    paper.delete()
