"""Signing: who held an office on the day, what a signing needs, and the move itself.

Signing is done on paper, at a conference; here it is recorded. Amendments are signed by the same
rules (`amendment_moves`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.history import record
from coordination.models import Membership, Position, StoredFile
from programs.models import PartyRole, Program, Review, Signature, SignedPaper, Verdict
from programs.transitions import locked
from programs.workflow import PROGRAM_MOVES, Missing, Refused


@dataclass(frozen=True)
class Signatory:
    """Somebody signing for a party in an office; of several papers, which one.

    Without a party: for the organisation of the office, which joins by this signing.
    """

    party_id: int | None
    position: Position
    paper_id: int | None = None


@dataclass(frozen=True)
class Signing:
    """What the clerk says of a signing. `paper_days`, `paper_scans`: of several papers, by key."""

    on: dt.date
    place: str
    signatories: tuple[Signatory, ...]
    number: str = ""
    scan: StoredFile | None = None
    paper_days: Mapping[int, dt.date] = field(default_factory=dict)
    paper_scans: Mapping[int, StoredFile] = field(default_factory=dict)
    is_early_term_confirmed: bool = False


def holders(organization_ids: Iterable[int], on: dt.date) -> QuerySet[Position]:
    """The positions held in these organisations on the day, in the order of Vietnamese lists."""
    return (
        Position.objects.filter(organization__in=organization_ids)
        .at(on)
        .select_related("person")
        .order_by("organization_id", "pk")
    )


def last_approval(program: Program) -> dt.date | None:
    """The day of the last approval in the present round; on paper the day of the paper."""
    approved = Review.objects.filter(
        party__program=program, round=program.review_round, verdict=Verdict.APPROVED
    )
    return max((approval_day(one) for one in approved), default=None)


def approval_day(review) -> dt.date:
    return review.on_paper or timezone.localdate(review.decided_at)


def why_not_on(day: dt.date, *, last: dt.date | None, today: dt.date) -> list[Missing]:
    """Why something cannot have been signed on the day."""
    if day > today:
        return [Missing(_("A signing is recorded afterwards: the day lies in the future."), "on")]
    if last and day < last:
        return [
            Missing(
                _(
                    "The last approval is of %(date)s; nobody signed before it. What was approved "
                    "on paper earlier is recorded with its day: take it back and send it again."
                )
                % {"date": f"{last:%d/%m/%Y}"},
                "on",
            )
        ]
    return []


def why_not_in_office(signatories: Iterable[Signatory], days: Mapping, on: dt.date) -> list:
    """Signatories who held their position on no day of the signing: had left, or not come yet."""
    found = []
    for one in signatories:
        day = days.get(one.paper_id, on)
        if not one.position.is_valid_at(day):
            found.append(
                Missing(
                    _("%(person)s was not %(title)s on %(date)s.")
                    % {
                        "person": one.position.person.name,
                        "title": one.position.title,
                        "date": f"{day:%d/%m/%Y}",
                    }
                )
            )
    return found


def term_began_before(program: Program, on: dt.date) -> bool:
    """Whether a signing on the day comes after the term's beginning: allowed, if confirmed."""
    return program.term_from is not None and program.term_from < on


def missing_to_sign(program: Program, signing: Signing, *, today: dt.date) -> list[Missing]:
    """All that stands in the way of recording this signing."""
    last = last_approval(program)
    found = why_not_on(signing.on, last=last, today=today)
    for day in signing.paper_days.values():
        found += why_not_on(day, last=last, today=today)
    found += why_not_in_office(signing.signatories, signing.paper_days, signing.on)
    signed = {(one.party_id, one.paper_id) for one in signing.signatories}
    if _asked_to_sign(program) - signed:
        found.append(Missing(_("Say for each lead and partner who signed, on every paper.")))
    if term_began_before(program, signing.on) and not signing.is_early_term_confirmed:
        found.append(
            Missing(
                _("The term began on %(date)s, before the signing; confirm that this is right.")
                % {"date": f"{program.term_from:%d/%m/%Y}"},
                "is_early_term_confirmed",
            )
        )
    return found


def _asked_to_sign(program: Program) -> set[tuple[int, int | None]]:
    """(party, paper) of all leads and partners; without several papers there is no paper."""
    papers = SignedPaper.objects.filter(program=program).values_list("paper_parties__party", "pk")
    reporting = program.parties.exclude(role=PartyRole.WITNESS).values_list("pk", flat=True)
    on_papers = {(party, paper) for party, paper in papers if party in set(reporting)}
    return on_papers or {(party, None) for party in reporting}


@transaction.atomic
def sign_program(
    *, program: Program, by: Membership, at: dt.datetime, today: dt.date, signing: Signing
) -> Program:
    """Record the signing of an approved program; from now on its text and figures are frozen."""
    program = locked(program)
    move = PROGRAM_MOVES["sign"]
    move.check(program, by=by)
    if missing := missing_to_sign(program, signing, today=today):
        raise Refused(_("This signing cannot be recorded yet:"), missing)
    program.signed_on, program.signed_at = signing.on, signing.place
    program.number = signing.number or program.number
    program.scan = signing.scan or program.scan
    program.save()
    for paper in program.papers.all():
        paper.signed_on = signing.paper_days.get(paper.pk, signing.on)
        paper.scan = signing.paper_scans.get(paper.pk, paper.scan)
        paper.save()
    for one in signing.signatories:
        Signature.objects.create(
            party_id=one.party_id,
            person=one.position.person,
            paper_id=one.paper_id,
            title=one.position.title,
            rank=one.position.rank,
        )
    program.state = move.target
    program.save()
    record(move.code, program, by=by, at=at, signed_on=f"{signing.on:%Y-%m-%d}")
    return program
