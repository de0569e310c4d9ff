"""Amendments: the draft and its changes, side by side with the old wording; the text on a day."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.forms.base import explanation
from coordination.models import Membership
from coordination.naming import organization_name
from programs import access
from programs.amending import place_in, signed_changes
from programs.amendment_moves import editable, keep_change, remove_change, start_amendment
from programs.comparing import Piece, compare_parts, compare_words
from programs.forms.amendments import AmendmentForm, ChangeForm
from programs.forms.signing import DayForm
from programs.models import (
    Amendment,
    AmendmentChange,
    AmendmentState,
    ChangeKind,
    Program,
    ProgramState,
    Target,
)
from programs.text import ProgramText, parts_of, text_at, text_of
from programs.views.signing import UNPROCESSABLE, refused_state, told
from programs.workflow import (
    AMENDMENT_MOVES,
    Refused,
    missing_to_review_amendment,
    open_moves,
    waiting_for_amendment,
)

WORDING = frozenset(
    {
        ChangeKind.SECTION,
        ChangeKind.AREA,
        ChangeKind.COMMITMENT,
        ChangeKind.NEW_COMMITMENT,
        ChangeKind.DUTIES,
    }
)


@dataclass
class Shown:
    """A change as the page tells it: the place, the old wording, the new one, word by word."""

    change: AmendmentChange
    place: str
    before: str = ""
    pieces: tuple[Piece, ...] = ()
    target_before: Target | None = None


def visible_amendment(request: HttpRequest, pk: int) -> Amendment:
    return get_object_or_404(
        access.visible_amendments(request.membership).select_related("program__unit"), pk=pk
    )


def amendment_for_board(request: HttpRequest, pk: int) -> Amendment:
    """An amendment that the reader sees (else 404) and may draft (else 403)."""
    amendment = visible_amendment(request, pk)
    _refuse_others(request.membership, amendment.program)
    return amendment


def _refuse_others(membership: Membership, program: Program) -> None:
    if not access.may_amend(membership, program):
        raise PermissionDenied(_("Only the Board's staff of this unit draft amendments."))


# --- One amendment ---------------------------------------------------------------------------


@require_safe
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """The amendment: its changes beside the old wording, verdicts, who signed."""
    context = amendment_context(request, visible_amendment(request, pk))
    return render(request, "programs/signing/amendment.html", context)


def amendment_context(request: HttpRequest, amendment: Amendment) -> dict:
    """What `programs/signing/amendment_body.html` shows."""
    moves = open_moves(AMENDMENT_MOVES, amendment, by=request.membership)
    on = amendment.effective_from or clock.today()
    reviews = amendment.reviews.filter(round=amendment.review_round)
    waiting = waiting_for_amendment(amendment) if amendment.state == "in_review" else []
    party_id = access.party_for_amendment(request.membership, amendment)
    return {
        "amendment": amendment,
        "program": amendment.program,
        "changes": shown_changes(amendment),
        "kinds": ChangeKind.choices,
        "is_editable": amendment.state == AmendmentState.DRAFT
        and access.may_amend(request.membership, amendment.program),
        "moves": moves,
        "may_record_paper": access.may_record_paper(request.membership, amendment.program),
        "may_decide": any(one.pk == party_id for one in waiting),
        "missing": missing_to_review_amendment(amendment) if "send_to_review" in moves else [],
        "waiting": waiting,
        "reviews": reviews.select_related("decided_by__user").annotate(
            short_name=organization_name("party__organization_id", on)
        ),
        "signatures": amendment.signatures.select_related("person").annotate(
            short_name=organization_name("party__organization_id", on)
        ),
    }


def shown_changes(amendment: Amendment) -> list[Shown]:
    """Each change with the wording of the day before it holds; targets with the one before."""
    program = amendment.program
    starts = amendment.effective_from or clock.today()
    day_before = starts - dt.timedelta(days=1)
    before = text_at(program, max(day_before, program.term_from or day_before))
    changes = amendment.changes.select_related(
        "content_area", "commitment__content_area", "indicator", "party"
    ).annotate(
        party_name=organization_name("party__organization_id", starts),
        organization_name=organization_name("organization_id", starts, "name"),
    )
    targets = {
        (one.party_id, one.indicator_id, one.year): one
        for one in Target.objects.filter(party__program=program).at(day_before)
    }
    return [_shown(change, before, targets) for change in changes]


def _shown(change: AmendmentChange, before: ProgramText, targets: dict) -> Shown:
    place = _place_name(change)
    if change.kind in WORDING:
        old = place_in(before, change)
        return Shown(change, place, old, compare_words(old, change.text))
    target = targets.get((change.party_id, change.indicator_id, change.year))
    return Shown(change, place, target_before=target)


def _place_name(change: AmendmentChange) -> str:
    """What is changed, in words."""
    match change.kind:
        case ChangeKind.SECTION:
            return change.get_section_display()
        case ChangeKind.AREA | ChangeKind.NEW_COMMITMENT:
            return change.content_area.title
        case ChangeKind.COMMITMENT:
            return change.commitment.content_area.title
        case ChangeKind.PARTY_JOINS:
            return f"{change.organization_name} ({change.get_party_role_display()})"
        case ChangeKind.TARGET:
            year = change.year or _("whole term")
            return f"{change.party_name} · {change.indicator} · {year}"
    return change.party_name


# --- Drafting --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an amendment of a signed program."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    _refuse_others(request.membership, program)
    if program.state != ProgramState.SIGNED:
        return refused_state(request, program)
    posted = request.POST if request.method == "POST" else None
    form = AmendmentForm(posted, instance=Amendment(program=program))
    if posted is not None and form.is_valid():
        try:
            made = start_amendment(
                program=program, by=request.membership, at=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            told(form, refused)
        else:
            return redirect("amendment", made.pk)
    return _head_page(request, program, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, reason and day of a draft."""
    amendment = amendment_for_board(request, pk)
    if amendment.state != AmendmentState.DRAFT:
        return refused_state(request, amendment, "amendment")
    posted = request.POST if request.method == "POST" else None
    form = AmendmentForm(posted, instance=amendment)
    if posted is not None and form.is_valid():
        try:
            editable(amendment)
        except Refused as refused:
            told(form, refused)
        else:
            form.save()
            return redirect("amendment", pk)
    return _head_page(request, amendment.program, amendment, form)


def _head_page(request, program, amendment, form) -> HttpResponse:
    context = {"program": program, "amendment": amendment, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/amendment_form.html", context, status=status)


def _change_page(request: HttpRequest, change: AmendmentChange) -> HttpResponse:
    """The form of one change; saved when it is posted and makes sense."""
    amendment = change.amendment
    if amendment.state != AmendmentState.DRAFT:
        return refused_state(request, amendment, "amendment")
    posted = request.POST if request.method == "POST" else None
    on = amendment.effective_from or clock.today()
    form = ChangeForm(posted, change=change, program=amendment.program, on=on)
    if posted is not None and form.is_valid():
        try:
            keep_change(change=form.fill())
        except Refused as refused:
            told(form, refused)
        except IntegrityError as error:
            form.add_error(None, explanation(error, [AmendmentChange]))
        else:
            return redirect("amendment", amendment.pk)
    context = {
        "program": amendment.program,
        "amendment": amendment,
        "change": change,
        "form": form,
        "wording": _wording(amendment, change, on) if change.kind in WORDING else [],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/change_form.html", context, status=status)


def _wording(amendment: Amendment, change: AmendmentChange, on: dt.date) -> list:
    """The present wording of the places that this kind of change can replace, to copy from."""
    prefixes = {
        ChangeKind.SECTION: "section:",
        ChangeKind.AREA: "area:",
        ChangeKind.COMMITMENT: "commitment:",
        ChangeKind.DUTIES: "party:",
    }
    prefix = prefixes.get(change.kind)
    if prefix is None:
        return []
    parts = parts_of(text_at(amendment.program, on))
    return [one for one in parts if one.anchor.startswith(prefix) and one.text]


@require_http_methods(["GET", "HEAD", "POST"])
def change_create(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A new change of one kind."""
    amendment = amendment_for_board(request, pk)
    if kind not in ChangeKind.values:
        raise Http404
    return _change_page(request, AmendmentChange(amendment=amendment, kind=kind))


def _change(request: HttpRequest, pk: int) -> AmendmentChange:
    change = get_object_or_404(
        AmendmentChange.objects.select_related("amendment__program"),
        pk=pk,
        amendment__in=access.visible_amendments(request.membership),
    )
    _refuse_others(request.membership, change.amendment.program)
    return change


@require_http_methods(["GET", "HEAD", "POST"])
def change_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a change of a draft."""
    return _change_page(request, _change(request, pk))


@require_POST
def change_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change out of a draft."""
    change = _change(request, pk)
    amendment = change.amendment
    try:
        remove_change(change=change)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("amendment", amendment.pk)


# --- The text in force -----------------------------------------------------------------------


@require_safe
def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """What a signed program says on a day (`?on=`), and what differs from its first wording."""
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    if program.state not in access.PUBLISHED:
        return refused_state(request, program)
    today = _within_term(program, clock.today())
    day = DayForm(request.GET or None, initial={"on": today})
    day.fields["on"].label = pgettext("text in force", "On")
    is_valid = day.is_bound and day.is_valid()
    on = day.cleaned_data["on"] if is_valid else today
    first = program.term_from or program.signed_on
    parts = parts_of(text_at(program, on))
    at_first = parts_of(text_at(program, first) if first else text_of(program))
    amended = {one.amendment_id for one in signed_changes(program, on)}
    context = {
        "program": program,
        "day": day,
        "on": on,
        "is_in_term": on == _within_term(program, on),
        "parts": parts,
        "changes": [one for one in compare_parts(at_first, parts) if one.is_changed],
        "amendments": Amendment.objects.filter(pk__in=amended),
    }
    status = UNPROCESSABLE if day.is_bound and not is_valid else 200
    return render(request, "programs/signing/in_force.html", context, status=status)


def _within_term(program: Program, day: dt.date) -> dt.date:
    """The day itself, or the nearest one on which the program holds."""
    if program.term_from and day < program.term_from:
        return program.term_from
    return program.ends_on if program.ends_on and program.ends_on < day else day
