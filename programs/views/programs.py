"""Programs: the list, one program as its readers meet it, and its first moves."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coordination import clock
from coordination.access import is_board
from coordination.models import Membership
from coordination.naming import organization_name, unit_name
from coordination.panels import links_of
from programs import access, transitions
from programs.choosing import areas_together
from programs.drafts import is_writable
from programs.models import (
    Indicator,
    Party,
    PartyRole,
    Program,
    ProgramRhythm,
    ProgramState,
    Review,
    Signature,
    SignedPaper,
    Target,
    Verdict,
)
from programs.models.base import PERIOD_KINDS
from programs.standing import Standing, Watch, standing, watched
from programs.views.moves import make_move
from programs.views.way import way_context
from programs.workflow import PROGRAM_MOVES, missing_to_review, open_moves

PER_PAGE = 25
TONES = {
    ProgramState.DRAFT: "info",
    ProgramState.IN_REVIEW: "warn",
    ProgramState.APPROVED: "accent",
    ProgramState.SIGNED: "good",
    ProgramState.CANCELLED: "neutral",
    ProgramState.TERMINATED: "bad",
}


def describe_state(program: Program, *, today) -> tuple[str, str]:
    """The state in words and its tone: in force, ended and replaced follow from dates."""
    if program.state == ProgramState.TERMINATED and program.terminated_on:
        words = _("in force until %(date)s") if today <= program.terminated_on else _("ended early")
        return words % {"date": f"{program.terminated_on:%d/%m/%Y}"}, "bad"
    if program.state != ProgramState.SIGNED:
        return program.get_state_display(), TONES[program.state]
    if program.is_replaced:
        return _("replaced"), "neutral"
    if program.term_from and today < program.term_from:
        return _("signed, not yet in force"), "accent"
    if program.term_to and program.term_to < today:
        return _("ended"), "neutral"
    return _("in force"), "good"


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """The list, newest first; by where they stand, what to watch, and words without accents."""
    today = clock.today()
    found = (
        access.visible_programs(request.membership)
        .with_replaced(today)
        .annotate(unit_name=unit_name("unit_id", today))
    )
    where = request.GET.get("trang-thai", "")
    if where in Standing.values:
        found = found.filter(standing(where, today))
    elif where in Watch.values:
        found = watched(found, where, today)
    words = request.GET.get("q", "").strip()
    if words:
        found = found.search(words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for program in page.object_list:
        program.state_label, program.state_tone = describe_state(program, today=today)
    context = {
        "page": page,
        "words": words,
        "where": where,
        "standings": Standing.choices,
        "watches": Watch.choices,
        "is_filtered": bool(words or where),
        "is_board": is_board(request.membership),
        "is_reviewer": access.is_reviewer(request.membership),
        "may_begin": access.may_begin_programs(request.membership),
    }
    return render(request, "programs/programs.html", context)


def _visible(request: HttpRequest, pk: int) -> Program:
    return get_object_or_404(access.visible_programs(request.membership), pk=pk)


@require_safe
def program(request: HttpRequest, pk: int) -> HttpResponse:
    """One program: parties, term, indicators and targets, periods, and how its review stands."""
    membership = request.membership
    program = get_object_or_404(
        access.visible_programs(membership)
        .with_replaced(clock.today())
        .select_related("committee", "parent", "scan__look", "scan__uploaded_by__user")
        .annotate(
            unit_name=unit_name("unit_id", clock.today()),
            asked_rhythms=ArraySubquery(
                ProgramRhythm.objects.filter(program=OuterRef("pk")).order_by("pk").values("kind")
            ),
            signed_papers=ArraySubquery(
                SignedPaper.objects.filter(program=OuterRef("pk")).values(
                    json=JSONObject(pk="pk", number="number", scan="scan_id")
                )
            ),
        ),
        pk=pk,
    )
    kinds = dict(PERIOD_KINDS)
    indicators = areas_together(
        list(
            Indicator.objects.filter(program_indicators__program=program)
            .select_related("area")
            .order_by("program_indicators__order", "program_indicators__pk")
        )
    )
    parties = _parties(program)
    label, tone = describe_state(program, today=clock.today())
    moves = open_moves(PROGRAM_MOVES, program, by=membership)
    own = next((one for one in parties if one.organization_id == membership.organization_id), None)
    if own and own.verdict and own.verdict.verdict == Verdict.APPROVED:
        moves = {name: move for name, move in moves.items() if name not in ("approve", "send_back")}
    around = _around(membership, program)
    context = {
        "program": program,
        "state_label": label,
        "state_tone": tone,
        "parties": parties,
        "waiting": [one for one in parties if one.is_waiting],
        "targets": _targets(program, parties, indicators),
        "indicators": indicators,
        "rhythms": [kinds[code] for code in program.asked_rhythms],
        "papers": program.signed_papers,
        # who sees a signed program sees its periods
        "periods": program.periods.all() if program.state in access.PUBLISHED else (),
        "moves": moves,
        "is_writable": is_writable(membership, program),
        "may_follow": access.may_write(membership, program),
        "links": links_of(program, membership),
        "missing": missing_to_review(program) if "send_to_review" in moves else [],
        **around,
        **way_context(membership, program, parties, around["replaced_by"]),
    }
    return render(request, "programs/program.html", context)


def _parties(program: Program) -> list[Party]:
    """Parties with their names when the program began, signatories, and this round's verdict."""
    on = program.signed_on or program.term_from or clock.today()
    prefetched = [Prefetch("signatures", Signature.objects.select_related("person"))]
    if program.review_round:
        this_round = Review.objects.filter(round=program.review_round)
        prefetched.append(
            Prefetch("reviews", this_round.select_related("decided_by__user"), to_attr="verdicts")
        )
    parties = list(
        program.parties.annotate(
            name=organization_name("organization_id", on, "name"),
            short_name=organization_name("organization_id", on),
        ).prefetch_related(*prefetched)
    )
    for party in parties:
        party.verdict = next(iter(party.verdicts), None) if program.review_round else None
        party.is_waiting = (
            program.state == ProgramState.IN_REVIEW
            and party.role != PartyRole.WITNESS
            and party.verdict is None
        )
    return parties


def _around(membership: Membership, program: Program) -> dict[str, list[Program]]:
    """The programs that this one replaces, those that replace it, its annual plans; in one query.

    A plan that the reader may not see yet is left out.
    """
    links = Program.replaces.through.objects
    found = Program.objects.annotate(
        is_replaced_here=Exists(links.filter(from_program=program, to_program=OuterRef("pk"))),
        is_successor=Exists(links.filter(from_program=OuterRef("pk"), to_program=program)),
    ).filter(Q(parent=program) | Q(is_replaced_here=True) | Q(is_successor=True))
    found = list(found.order_by(F("term_from").asc(nulls_last=True), "pk"))
    return {
        "replaces": [one for one in found if one.is_replaced_here],
        "replaced_by": [one for one in found if one.is_successor],
        "annual_plans": [
            one
            for one in found
            if one.parent_id == program.pk
            and (one.state in access.PUBLISHED or access.may_write(membership, one))
        ],
    }


def _targets(program: Program, parties: list[Party], indicators: list[Indicator]) -> list[Target]:
    """The targets of the day. A plan may set some for indicators of its program: asked for once."""
    names = {party.pk: party.short_name for party in parties}
    targets = list(
        Target.objects.filter(party__program=program)
        .at(max(clock.today(), program.term_from or clock.today()))
        .order_by("year", "indicator__order", "pk")
    )
    known = {one.pk: one for one in indicators}
    if others := {one.indicator_id for one in targets} - known.keys():
        known |= Indicator.objects.in_bulk(others)
    for target in targets:
        target.party_name = names[target.party_id]
        target.indicator = known[target.indicator_id]
    return targets


@require_POST
def send_to_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: lay the draft before its parties."""
    program = _visible(request, pk)
    if not access.may_send_to_review(request.membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit send a draft to review."))
    return make_move(
        request,
        lambda: transitions.send_to_review(program=program, by=request.membership, at=clock.now()),
        done=_("The program was sent to its parties for review."),
        to="program",
        args=[pk],
    )


def _to_review(request: HttpRequest, pk: int) -> Program:
    program = _visible(request, pk)
    if not access.may_review(request.membership, program):
        raise PermissionDenied(_("Only reviewers of a lead or partner judge a program."))
    return program


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: the reviewer's organisation approves the draft."""
    program = _to_review(request, pk)
    return make_move(
        request,
        lambda: transitions.approve_program(program=program, by=request.membership, at=clock.now()),
        done=_("Your organisation's approval was recorded."),
        to="program",
        args=[pk],
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: the reviewer's organisation sends the draft back with a reason."""
    program = _to_review(request, pk)
    return make_move(
        request,
        lambda: transitions.send_back_program(
            program=program,
            by=request.membership,
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        ),
        done=_("The program was sent back to the Board."),
        to="program",
        args=[pk],
    )
