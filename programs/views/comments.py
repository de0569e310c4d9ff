"""The text in review: what changed since the last round, and comments pinned to its places."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from coordination.naming import organization_name
from programs import access
from programs.comparing import PartChange, compare_parts
from programs.discussion import add_comment, answer_comment
from programs.models import Party, Program, ProgramState, Review, ReviewComment, ReviewedText
from programs.text import Part, anchors
from programs.views.moves import make_move
from programs.workflow import PROGRAM_MOVES, open_moves

IN_THE_MAKING = (ProgramState.DRAFT, ProgramState.IN_REVIEW, ProgramState.APPROVED)


@dataclass
class Place:
    """A place of the text as the page shows it: its words, its changes, its comments."""

    change: PartChange
    text: str
    comments: list[ReviewComment] = field(default_factory=list)


def parts_in(content: dict) -> list[Part]:
    """The parts of a text that was kept (`programs.text.snapshot`)."""
    return [Part(**part) for part in content.get("parts", ())]


def earlier_text(program: Program) -> ReviewedText | None:
    """The text of the round before: the last one laid before the parties, while a draft changes."""
    if program.state not in IN_THE_MAKING:
        return None
    round_ = program.review_round - (program.state != ProgramState.DRAFT)
    return program.reviewed_texts.filter(round=round_).first()


def comments_of(request: HttpRequest, program: Program) -> list[ReviewComment]:
    """The comments that the reader may see, with who wrote and who answered."""
    return list(
        access.visible_comments(request.membership)
        .filter(party__program=program)
        .select_related("created_by__user", "answered_by__user", "resolved_by__user")
        .annotate(short_name=organization_name("party__organization_id", clock.today()))
    )


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The program's text with all comments beside it, and the verdicts of this round."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    context = review_context(request, program)
    return render(request, "programs/signing/review.html", context)


def review_context(request: HttpRequest, program: Program) -> dict:
    """What `programs/signing/review_body.html` shows."""
    membership = request.membership
    parts = anchors(program)
    _fetch_parties(program)
    before = earlier_text(program)
    changes = compare_parts(parts_in(before.content) if before else parts, parts)
    texts = {part.anchor: part.text for part in parts}
    places = {one.anchor: Place(one, texts.get(one.anchor, "")) for one in changes}
    general, orphans = [], []
    for comment in comments_of(request, program):
        place = places.get(comment.anchor)
        target = place.comments if place else orphans if comment.anchor else general
        target.append(comment)
    moves = open_moves(PROGRAM_MOVES, program, by=membership)
    party = access.party_to_review(membership, program)
    parties = list(program.parties.all())
    decided = party and any(one.pk == party.pk and one.verdicts for one in parties)
    return {
        "program": program,
        "places": [
            one
            for one in places.values()
            if one.text or one.change.is_gone or one.comments or one.change.is_changed
        ],
        "before": before,
        "changed": [one for one in changes if one.is_changed] if before else [],
        "general": general,
        "orphans": orphans,
        "parties": parties,
        "may_comment": party is not None and program.state == ProgramState.IN_REVIEW,
        "may_decide": not decided and "approve" in moves,
        "may_answer": access.may_record_paper(membership, program),
        "moves": moves,
    }


def _fetch_parties(program: Program) -> None:
    """The parties with their names and verdicts of this round, once for the page and its moves."""
    this_round = Review.objects.select_related("decided_by__user")
    parties = Party.objects.annotate(
        short_name=organization_name("organization_id", clock.today())
    ).prefetch_related(
        Prefetch("reviews", this_round.filter(round=program.review_round), to_attr="verdicts")
    )
    prefetch_related_objects([program], Prefetch("parties", parties))


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: comment on a place of the text."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    if not access.may_review(request.membership, program):
        raise PermissionDenied(_("Only reviewers of a lead or partner judge a program."))
    return make_move(
        request,
        lambda: add_comment(
            program=program,
            by=request.membership,
            at=clock.now(),
            anchor=request.POST.get("anchor", ""),
            text=request.POST.get("reason", ""),
        ),
        done=_("Your comment was kept."),
        to="program_review",
        args=[pk],
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: the Board answers a comment, or resolves it, with or without an answer."""
    comment = get_object_or_404(
        access.visible_comments(request.membership).select_related("party__program"), pk=pk
    )
    program = comment.party.program
    if not access.may_record_paper(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit answer comments."))
    return make_move(
        request,
        lambda: answer_comment(
            comment=comment,
            by=request.membership,
            at=clock.now(),
            answer=request.POST.get("reason", ""),
            resolve="resolve" in request.POST,
        ),
        done=_("The comment was resolved.") if "resolve" in request.POST else _("Answered."),
        to="program_review",
        args=[program.pk],
    )
