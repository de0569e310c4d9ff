"""Coverage: which units below one have a steering committee in force, and which have none."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination import clock
from coordination.access import is_over_everything, may_edit_organizations, visible_units
from coordination.coverage import counts, units
from coordination.forms.committees import CoverageFilter
from coordination.models import Unit
from coordination.naming import named_units
from coordination.views.care import choose_unit

PAGE_SIZE = 50


def coverage(request: HttpRequest) -> HttpResponse:
    """The units of a level below a unit, counted, drawn and listed, as of a day."""
    today = clock.today()
    wanted = CoverageFilter(request.GET)
    on = wanted.value("on") or today
    unit = wanted_unit(request, wanted, on)
    if unit is None:
        return choose_unit(request, act="coverage")
    levels = counts(unit, on)
    chosen = wanted.value("level")
    covered = next((one for one in levels if one.level == chosen), levels[0] if levels else None)
    page = None
    if covered:
        has = {"with": True, "without": False}.get(wanted.value("has"))
        page = Paginator(units(unit, covered.level, on, has_committee=has), PAGE_SIZE).get_page(
            request.GET.get("page")
        )
    context = {
        "unit": unit,
        "levels": levels,
        "covered": covered,
        "page": page,
        "wanted": wanted,
        "on": on,
        "today": today,
        "may_edit": may_edit_organizations(request.membership),
    }
    return render(request, "coordination/coverage.html", context)


def wanted_unit(request: HttpRequest, wanted: CoverageFilter, on) -> Unit | None:
    """The unit that the address names, else the reader's own; None: one has to be chosen."""
    found = named_units(visible_units(request.membership), on)
    if pk := wanted.value("unit"):
        return get_object_or_404(found, pk=pk)
    if is_over_everything(request.membership):
        return None
    return get_object_or_404(found, pk=request.membership.organization.unit_id)
