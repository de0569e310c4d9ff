"""Taking back, cancelling, terminating and replacing a program."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import clock
from coordination.history import record
from programs import access, transitions
from programs.forms.signing import ReplacesForm, TerminationForm
from programs.models import Program, ProgramKind, ProgramState
from programs.views.moves import make_move
from programs.views.signing import UNPROCESSABLE, program_for_board, refused_state, told
from programs.workflow import PROGRAM_MOVES, Refused


def _program_for_head(request: HttpRequest, pk: int) -> Program:
    program = get_object_or_404(access.visible_programs(request.membership), pk=pk)
    if not access.may_end(request.membership, program):
        raise PermissionDenied(_("Only the head of the Board cancels, ends or replaces programs."))
    return program


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: take a program in review or approved back to change its text."""
    program = program_for_board(request, pk)
    return make_move(
        request,
        lambda: transitions.take_back_program(
            program=program,
            by=request.membership,
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        ),
        done=_("The program is a draft again; all have to approve it anew."),
        to="program",
        args=[pk],
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: give up a program before it is signed."""
    program = _program_for_head(request, pk)
    return make_move(
        request,
        lambda: transitions.cancel_program(
            program=program,
            by=request.membership,
            at=clock.now(),
            reason=request.POST.get("reason", ""),
        ),
        done=_("The program was cancelled."),
        to="program",
        args=[pk],
    )


@require_safe
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for ending a signed program before its term."""
    program = _program_for_head(request, pk)
    if program.state != ProgramState.SIGNED:
        return refused_state(request, program)
    form = TerminationForm(initial={"last_day": clock.today()})
    return render(request, "programs/signing/ending.html", {"program": program, "form": form})


@require_POST
def terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """Move: end a signed program before its term."""
    program = _program_for_head(request, pk)
    if not PROGRAM_MOVES["terminate"].is_open_to(request.membership, program):
        return refused_state(request, program)
    form = TerminationForm(request.POST)
    if form.is_valid():
        try:
            transitions.terminate_program(
                program=program, by=request.membership, at=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            told(form, refused)
        else:
            messages.success(request, _("The program was terminated."))
            return redirect("program", pk)
    context = {"program": program, "form": form}
    return render(request, "programs/signing/ending.html", context, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
def replaces(request: HttpRequest, pk: int) -> HttpResponse:
    """Which signed programs of the unit this one takes over from, once it is signed."""
    program = _program_for_head(request, pk)
    if program.state not in PROGRAM_MOVES["cancel"].sources:
        return refused_state(request, program)
    offered = Program.objects.signed().filter(unit=program.unit_id).exclude(pk=pk)
    if program.kind != ProgramKind.ANNUAL_PLAN:  # a plan is followed by a plan alone
        offered = offered.exclude(kind=ProgramKind.ANNUAL_PLAN)
    posted = request.POST if request.method == "POST" else None
    initial = {"replaces": program.replaces.all()}
    form = ReplacesForm(posted, programs=offered, initial=initial)
    if posted is not None and form.is_valid():
        program.replaces.set(form.cleaned_data["replaces"])
        record("program.replaces_set", program, by=request.membership, at=clock.now())
        messages.success(request, _("It is kept which programs this one replaces."))
        return redirect("program", pk)
    context = {"program": program, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "programs/signing/replaces.html", context, status=status)
