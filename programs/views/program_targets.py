"""Targets of a draft: indicators by parties, for a year or the whole term."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination import clock
from coordination.naming import organization_name
from programs.models import Program, Target
from programs.target_grid import Row, Saved, grid, save_targets, setting_parties, years_of
from programs.views.drafts import away_from_fixed, desk_context, draft_of
from programs.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of one year (`?nam=2027`), or of the whole term; saved by the same address."""
    program = draft_of(request, pk)
    if request.method != "POST" and (away := away_from_fixed(request, program)):
        return away
    year = _year(request, program)
    on = program.term_from or clock.today()
    parties = setting_parties(
        program, lambda rows: rows.annotate(short_name=organization_name("organization_id", on))
    )
    if request.method != "POST":
        return _page(request, program, parties, year, grid(program, parties, year))
    try:
        rows, saved = save_targets(
            program=program,
            parties=parties,
            year=year,
            posted=request.POST,
            by=request.membership,
        )
    except Refused as refused:
        rows = _as_typed(request, grid(program, parties, year))
        return _page(request, program, parties, year, rows, fault=refused.sentence, status=409)
    if not saved.is_complete:
        return _page(request, program, parties, year, rows, saved=saved, status=422)
    messages.success(request, _("Saved."))
    return redirect(_address(program, year))


def _as_typed(request: HttpRequest, rows: list[Row]) -> list[Row]:
    """The grid with what was typed into it, so that it can be copied."""
    for row in rows:
        for place in row.cells:
            for cell in place.cells.values():
                cell.text = request.POST.get(cell.name, cell.text)
    return rows


def _year(request: HttpRequest, program: Program) -> int | None:
    """The year asked for; without one a plan's only year, else the whole term."""
    wanted = request.POST.get("nam") or request.GET.get("nam", "")
    if wanted.isdecimal() and len(wanted) == 4:
        return int(wanted)
    years = years_of(program)
    return years[0] if len(years) == 1 and wanted != "ca-giai-doan" else None


def _address(program: Program, year: int | None) -> str:
    return f"{reverse('program_targets', args=[program.pk])}?nam={year or 'ca-giai-doan'}"


def _page(
    request: HttpRequest,
    program: Program,
    parties: list,
    year: int | None,
    rows: list[Row],
    *,
    saved: Saved | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    counts: dict[int | None, int] = {}
    for one in Target.objects.filter(party__program=program, valid_from=None).values_list(
        "year", flat=True
    ):
        counts[one] = counts.get(one, 0) + 1
    spans = [(one, str(one)) for one in years_of(program)] + [(None, _("whole term"))]
    context = desk_context(request, program, "program_targets") | {
        "spans": [
            {
                "label": label,
                "url": _address(program, one),
                "count": counts.get(one, 0),
                "is_current": one == year,
            }
            for one, label in spans
        ],
        "year": year,
        "parties": parties,
        "rows": rows,
        "saved": saved,
        "fault": fault,
    }
    return render(request, "programs/text/targets.html", context, status=status)
