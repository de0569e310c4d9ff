"""Beginning a draft, its head, and the word on programs that run at the same time."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from coordination.forms.base import explanation
from coordination.text import nfc
from programs import access
from programs.drafts import locked_draft
from programs.forms.programs import BeginningForm, ProgramForm, RhythmsForm
from programs.models import Party, Program, ProgramRhythm
from programs.overlaps import confirm_overlaps
from programs.starting import Taken, begin_program
from programs.views.drafts import away_from_fixed, desk_context, draft_of, keys
from programs.workflow import REASON_LENGTH, Refused


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin a draft in the reader's own unit; `?tu=` names the earlier program to begin from."""
    membership = request.membership
    if not access.may_begin_programs(membership):
        raise PermissionDenied(_("Only the Board's staff begin programs."))
    earlier = access.visible_programs(membership).filter(unit=membership.organization.unit)
    chosen = earlier.filter(pk__in=keys([request.GET.get("tu", "")])).first()
    program = Program(unit=membership.organization.unit)
    posted = request.POST if request.method == "POST" else None
    forms = {
        "form": ProgramForm(posted, instance=program, initial=_initial(chosen)),
        "rhythms": RhythmsForm(posted, stored=_rhythms(chosen) if chosen else {"half_year": 5}),
        "beginning": BeginningForm(
            posted,
            programs=earlier,
            initial={"form_key": uuid.uuid4()}
            | ({"beginning": BeginningForm.EARLIER, "earlier": chosen} if chosen else {}),
        ),
    }
    are_valid = [form.is_valid() for form in forms.values()]  # each tells what is wrong with it
    if all(are_valid):
        begun = _begin(request, program, **forms)
        if begun is not None:
            messages.success(request, _("The draft was begun."))
            return redirect("program_parties", begun.pk)
    status = 422 if posted is not None else 200
    return render(request, "programs/text/begin.html", forms, status=status)


def _initial(chosen: Program | None) -> dict:
    return {"kind": chosen.kind, "title": chosen.title} if chosen else {}


def _begin(request: HttpRequest, program: Program, *, form, rhythms, beginning) -> Program | None:
    """The stored draft; None, with the sentence added to the form, when the database refuses."""
    choice = beginning.cleaned_data
    program.begun_with = choice["form_key"]
    try:
        with transaction.atomic():
            return begin_program(
                program=program,
                rhythms=rhythms.rhythms(),
                with_usual_words=choice["beginning"] == BeginningForm.USUAL,
                earlier=choice["earlier"] if choice["beginning"] == BeginningForm.EARLIER else None,
                taken=Taken(
                    text=choice["take_text"],
                    parties=choice["take_parties"],
                    indicators=choice["take_indicators"],
                    targets=choice["take_targets"],
                ),
                by=request.membership,
                at=clock.now(),
            )
    except IntegrityError as error:
        form.add_error(None, explanation(error, [Program, Party]))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Kind, title, number, committee, term and rhythms of a draft."""
    program = draft_of(request, pk)
    if request.method != "POST" and (away := away_from_fixed(request, program)):
        return away
    posted = request.POST if request.method == "POST" else None
    form = ProgramForm(posted, instance=program)
    rhythms = RhythmsForm(posted, stored=_rhythms(program))
    status = 200
    if posted is not None:
        status = 422
        are_valid = [form.is_valid(), rhythms.is_valid()]
        if all(are_valid) and _save_head(request, form, rhythms):
            messages.success(request, _("Saved."))
            return redirect("program_head", pk)
    stored = Program.objects.get(pk=pk)
    context = desk_context(request, stored, "program_head") | {"form": form, "rhythms": rhythms}
    return render(request, "programs/text/head.html", context, status=status)


def _rhythms(program: Program) -> dict[str, int]:
    return dict(program.rhythms.values_list("kind", "due_days"))


def _save_head(request: HttpRequest, form: ProgramForm, rhythms: RhythmsForm) -> bool:
    """Whether the head was saved; a refusal is added to the form."""
    program = form.instance
    try:
        with transaction.atomic():
            there = locked_draft(program, by=request.membership)
            program.state, program.review_round = there.state, there.review_round
            program.save(update_fields=form.changed_data)
            _save_rhythms(program, rhythms.rhythms())
    except Refused as refused:
        form.add_error(None, refused.sentence)
    except IntegrityError as error:
        form.add_error(None, explanation(error, [Program]))
    else:
        return True
    return False


def _save_rhythms(program: Program, wanted: dict[str, int]) -> None:
    there = {one.kind: one for one in program.rhythms.all()}
    for kind, rhythm in there.items():
        if kind not in wanted:
            rhythm.delete()
        elif rhythm.due_days != wanted[kind]:
            rhythm.due_days = wanted[kind]
            rhythm.save()
    for kind in wanted.keys() - there.keys():
        ProgramRhythm.objects.create(program=program, kind=kind, due_days=wanted[kind])


@require_POST
def overlap(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that programs of the same parties at the same time are meant, and why."""
    program = draft_of(request, pk)
    reason = nfc(request.POST.get("reason", "")).strip()
    try:
        with transaction.atomic():
            there = locked_draft(program, by=request.membership)
            if not reason:
                raise Refused(_("Write why both are to run at the same time."))
            if len(reason) > REASON_LENGTH:
                raise Refused(
                    _("The reason has more than %(most)d letters; shorten it.")
                    % {"most": REASON_LENGTH}
                )
            confirm_overlaps(there, by=request.membership, at=clock.now(), reason=reason)
    except Refused as refused:
        lines = [refused.sentence]
        if reason:
            lines.append(_("You had written: “%(reason)s”") % {"reason": reason[:REASON_LENGTH]})
        messages.error(request, " ".join(lines))
    else:
        messages.success(request, _("Recorded: both are to run at the same time."))
    return redirect("program_head", pk)
