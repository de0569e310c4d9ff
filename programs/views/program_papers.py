"""The papers of a draft that will be signed as several bilateral ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from coordination.naming import organization_name
from programs.models import Program, SignedPaper
from programs.papers import PaperRow, remove_paper, rows_of, save_papers
from programs.views.drafts import away_from_fixed, desk_context, draft_of, keys
from programs.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers and parties of the papers; a program that is one paper has none here."""
    program = draft_of(request, pk)
    if request.method != "POST":
        return away_from_fixed(request, program) or _page(request, program, rows_of(program))
    typed = {
        key: (
            request.POST.get(f"number-{key}", ""),
            keys(request.POST.getlist(f"party-{key}")),
        )
        for key in request.POST.getlist("paper")
    }
    try:
        rows = save_papers(program=program, typed=typed, by=request.membership)
    except Refused as refused:
        rows = rows_of(program)
        for row in rows:
            row.number, row.parties = typed.get(row.key, (row.number, row.parties))
        return _page(request, program, rows, fault=refused.sentence, status=409)
    if any(row.error for row in rows):
        return _page(request, program, rows, status=422)
    messages.success(request, _("Saved."))
    return redirect("program_papers", pk)


def _page(
    request: HttpRequest,
    program: Program,
    rows: list[PaperRow],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    on = program.term_from or clock.today()
    context = desk_context(request, program, "program_papers") | {
        "rows": rows,
        "parties": list(
            program.parties.annotate(short_name=organization_name("organization_id", on))
        ),
        "fault": fault,
    }
    return render(request, "programs/text/papers.html", context, status=status)


@require_POST
def paper_remove(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Take a paper out of the draft."""
    program = draft_of(request, pk)
    paper = get_object_or_404(SignedPaper, program=program, pk=paper_pk)
    try:
        remove_paper(program=program, paper=paper, by=request.membership)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The paper was taken out."))
    return redirect("program_papers", pk)
