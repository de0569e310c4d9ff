"""What a draft asks for: indicators of the catalogue, and those made for it alone."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.base import save_or_explain
from programs import choosing
from programs.drafts import locked_draft
from programs.forms.indicators import IndicatorForm
from programs.models import Indicator, Program
from programs.views.drafts import away_from_fixed, desk_context, draft_of, keys
from programs.workflow import Refused

WORDS_MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose indicators, by area; the usual ones of the parties are marked."""
    program = draft_of(request, pk)
    if request.method == "POST":
        return _save(request, program)
    if away := away_from_fixed(request, program):
        return away
    return _page(request, program)


def _save(request: HttpRequest, program: Program) -> HttpResponse:
    try:
        kept = choosing.choose(
            program=program,
            shown=keys(request.POST.getlist("shown")),
            chosen=keys(request.POST.getlist("chosen")),
            with_usual="with_usual" in request.POST,
            by=request.membership,
        )
    except Refused as refused:
        return _page(request, program, fault=refused.sentence, status=422)
    if kept:
        fault = choosing.kept_sentence(kept)
        return _page(request, program, fault=fault, status=422)
    messages.success(request, _("Saved."))
    return redirect("program_indicators", program.pk)


def _page(
    request: HttpRequest, program: Program, *, fault: str = "", status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:WORDS_MOST]
    chosen = set(program.program_indicators.values_list("indicator_id", flat=True))
    codes = choosing.usual_codes(program)
    found = list(choosing.offered(program, words=words))
    groups = []
    for area, rows in groupby(found, key=lambda one: one.area):
        entries = [
            {
                "indicator": one,
                "is_chosen": one.pk in chosen,
                "is_usual": choosing.is_usual(one, codes),
            }
            for one in rows
        ]
        count = sum(one["is_chosen"] for one in entries)
        groups.append({"area": area, "entries": entries, "count": count})
    context = desk_context(request, program, "program_indicators") | {
        "groups": groups,
        "words": words,
        "count": len(chosen),
        "fault": fault,
    }
    return render(request, "programs/text/indicators.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def own_create(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator for this program alone."""
    program = draft_of(request, pk)
    if request.method != "POST" and (away := away_from_fixed(request, program)):
        return away
    return _own(request, program, None)


@require_http_methods(["GET", "HEAD", "POST"])
def own_edit(request: HttpRequest, pk: int, indicator_pk: int) -> HttpResponse:
    """Change an indicator of this program alone; once in use it keeps its meaning."""
    program = draft_of(request, pk)
    return _own(request, program, get_object_or_404(Indicator, program=program, pk=indicator_pk))


def _own(request: HttpRequest, program: Program, indicator: Indicator | None) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=indicator, of_a_program=True)
    if request.method == "POST" and form.is_valid() and _save_own(request, program, form):
        messages.success(request, _("Saved."))
        return redirect("program_indicators", program.pk)
    context = desk_context(request, program, "program_indicators") | {
        "form": form,
        "indicator": indicator,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/text/own_indicator.html", context, status=status)


def _save_own(request: HttpRequest, program: Program, form: IndicatorForm) -> bool:
    """Whether the indicator was stored; a refusal is added to the form."""
    try:
        if form.instance._state.adding:
            choosing.add_own(program=program, indicator=form.instance, by=request.membership)
            return True
        locked_draft(program, by=request.membership)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return save_or_explain(form) is not None
