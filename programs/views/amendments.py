"""Amendments: the draft and its changes, side by side with the old wording; the text on a day."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.forms.base import explanation
from coordination.models import Membership
from coordination.naming import organization_name
from programs import access
from programs.amending import place_in, signed_changes
from programs.amendment_drafts import (
    Meanwhile,
    keep_change,
    keep_head,
    mark_of,
    remove_change,
    start_amendment,
)
from programs.comparing import Piece, compare_parts, compare_words
from programs.forms.amendments import MARKS, AmendmentForm, ChangeForm, sides_of
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

KEY_LENGTH = 19
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
    mark: str
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
        return Shown(change, place, mark_of(change), old, compare_words(old, change.text))
    target = targets.get((change.party_id, change.indicator_id, change.year))
    return Shown(change, place, mark_of(change), target_before=target)


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
                program=program, by=request.membership, at=clock.now(), **_written(form)
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
    posted = request.POST if request.method == "POST" else None
    if posted is None and amendment.state != AmendmentState.DRAFT:
        return refused_state(request, amendment, "amendment")
    form = AmendmentForm(posted, instance=amendment)
    sides = []
    if posted is not None and form.is_valid():
        try:
            keep_head(amendment=amendment, seen=form.cleaned_data["seen"])
        except Meanwhile as meanwhile:
            sides = _both(form, meanwhile)
        except Refused as refused:
            told(form, refused)
        else:
            return redirect("amendment", pk)
    return _head_page(request, amendment.program, amendment, form, sides)


def _written(form: AmendmentForm) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name not in MARKS}


def _both(form: AmendmentForm | ChangeForm, meanwhile: Meanwhile) -> list:
    """What was typed beside what stands there; saving once more then means to keep the typed."""
    sides = sides_of(form, meanwhile.stored)
    told(form, meanwhile)
    form.data = form.data.copy()
    form.data["seen"] = mark_of(meanwhile.stored)
    return sides


def _head_page(request, program, amendment, form, sides=()) -> HttpResponse:
    context = {"program": program, "amendment": amendment, "form": form, "sides": sides}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/amendment_form.html", context, status=status)


def _change_page(request: HttpRequest, change: AmendmentChange) -> HttpResponse:
    """The form of one change; saved when it is posted and makes sense."""
    amendment = change.amendment
    posted = request.POST if request.method == "POST" else None
    if posted is None and amendment.state != AmendmentState.DRAFT:
        return refused_state(request, amendment, "amendment")
    on = amendment.effective_from or clock.today()
    form = ChangeForm(_joined(change, posted), change=change, program=amendment.program, on=on)
    sides = []
    if posted is not None and form.is_valid():
        try:
            keep_change(change=form.fill(), seen=form.cleaned_data["seen"])
        except Meanwhile as meanwhile:
            if meanwhile.stored is None:
                return _taken_out(request)
            sides = _both(form, meanwhile)
        except Refused as refused:
            told(form, refused)
        except IntegrityError as error:
            form.add_error(None, explanation(error, [AmendmentChange]))
        else:
            return redirect("amendment", amendment.pk)
    return _form_of(request, change, form, on=on, sides=sides)


def _form_of(request, change: AmendmentChange, form: ChangeForm, *, on, sides=(), move_url=""):
    amendment = change.amendment
    context = {
        "program": amendment.program,
        "amendment": amendment,
        "change": change,
        "form": form,
        "sides": sides,
        "may_join": bool(sides) and "text" in form.fields,
        "move_url": move_url,
        "wording": _wording(amendment, change, on) if change.kind in WORDING else [],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/change_form.html", context, status=status)


def _joined(change: AmendmentChange, posted):
    """What was posted; where both texts are wanted, the stored one with the typed one below it."""
    if posted is None or "both" not in posted:
        return posted
    posted = posted.copy()
    posted["text"] = "\n".join(one for one in (change.text, posted.get("text", "")) if one)
    return posted


def _taken_out(request: HttpRequest) -> HttpResponse:
    """Somebody took the change out while it was edited: what was typed can be added anew."""
    key, _dash, kind = request.POST.get("of", "").partition("-")
    if not key.isdecimal() or len(key) >= KEY_LENGTH or kind not in ChangeKind.values:
        raise Http404
    amendment = amendment_for_board(request, int(key))
    change = AmendmentChange(amendment=amendment, kind=kind)
    on = amendment.effective_from or clock.today()
    form = ChangeForm(request.POST, change=change, program=amendment.program, on=on)
    told(form, Meanwhile(None))
    again = reverse("change_create", args=[amendment.pk, kind])
    return _form_of(request, change, form, on=on, move_url=again)


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
    if request.method == "POST" and not AmendmentChange.objects.filter(pk=pk).exists():
        return _taken_out(request)
    return _change_page(request, _change(request, pk))


@require_POST
def change_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change out of a draft."""
    change = _change(request, pk)
    amendment = change.amendment
    try:
        remove_change(change=change, seen=request.POST.get("seen", ""))
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
