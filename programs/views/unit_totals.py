"""What a unit reached through the years, with all that went into it."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coordination import clock
from coordination.access import visible_units
from coordination.naming import named_units
from programs import access
from programs import totals as adding


@require_safe
def unit_totals(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals over all programs of a unit as it stands on a day, accepted sheets only."""
    today = clock.today()
    unit = get_object_or_404(named_units(visible_units(request.membership), today), pk=pk)
    as_of = _day(request, "tinh-den") or min(today, unit.valid_to or today)
    starts = _day(request, "tu")
    if starts is None:
        begun = [one.term_from for one in adding.programs_of(unit, as_of=as_of) if one.term_from]
        starts = min(begun, default=as_of).replace(month=1, day=1)
    ends = _day(request, "den") or as_of.replace(month=12, day=31)
    if starts > ends:
        messages.error(request, _("The first day lies after the last one; they were exchanged."))
        starts, ends = ends, starts
    found = adding.unit_totals(unit, as_of=as_of, starts=starts, ends=ends)
    visible = access.visible_programs(request.membership)
    pks = [one.pk for one in found.programs]
    context = {
        "unit": unit,
        "found": found,
        "predecessors": found.units[1:],
        "visible": set(visible.filter(pk__in=pks).values_list("pk", flat=True)),
    }
    return render(request, "programs/unit_totals.html", context)


def _day(request: HttpRequest, name: str) -> dt.date | None:
    """The day in the address; a wrong one is said and left out."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    day = adding.read_day(text)
    if day is None:
        messages.error(request, _("“%(text)s” is not a day.") % {"text": text[:20]})
    return day
