"""Units: the list and the page of one, as of a day."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from coordination import clock
from coordination.access import visible_units
from coordination.forms.filters import UnitFilter
from coordination.models import Unit
from coordination.naming import named_organizations, named_units, unit_name
from coordination.panels import panels_of
from coordination.views.committees import sitting

PAGE_SIZE = 25
CHILDREN_SHOWN = 30
_LATEST_FIRST = F("valid_from").desc(nulls_last=True)


def units(request: HttpRequest) -> HttpResponse:
    """Units within reach."""
    today = clock.today()
    wanted = UnitFilter(request.GET)
    found = visible_units(request.membership)
    if not wanted.value("former"):
        found = found.at(today)
    if words := wanted.value("q"):
        found = found.search(words)
    if level := wanted.value("level"):
        found = found.filter(level=level)
    if under := wanted.value("under"):
        found = found.filter(pk__in=children_of(under, today).values("pk"))
    ordered = named_units(found, today).order_by("current_name", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "coordination/units.html", {"page": page, "wanted": wanted, "today": today}
    )


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit: its names and places through time, and all that stands in and below it today."""
    today = clock.today()
    thing = get_object_or_404(named_units(visible_units(request.membership), today), pk=pk)
    below = named_units(children_of(thing.pk, today), today).order_by("current_name", "pk")
    context = {
        "unit": thing,
        "today": today,
        "names": thing.names.order_by(_LATEST_FIRST, "-pk"),
        "parents": thing.parents.annotate(parent_name=unit_name("parent_id", today)).order_by(
            _LATEST_FIRST, "-pk"
        ),
        "visible_ids": set(
            visible_units(request.membership)
            .filter(children__unit=thing)
            .values_list("pk", flat=True)
        ),
        "below": list(below[: CHILDREN_SHOWN + 1]),
        "shown": CHILDREN_SHOWN,
        "organizations": named_organizations(thing.organizations.at(today), today)
        .select_related("kind")
        .order_by("kind__order", "current_name", "pk"),
        "committees": thing.committees.annotate(sitting=sitting(today)).order_by("name", "pk"),
        "panels": panels_of(thing, request.membership, today),
    }
    return render(request, "coordination/unit.html", context)


def children_of(unit_id: int, on: dt.date) -> QuerySet[Unit]:
    """Units directly under a unit on the day."""
    in_force = (Q(parents__valid_from=None) | Q(parents__valid_from__lte=on)) & (
        Q(parents__valid_to=None) | Q(parents__valid_to__gte=on)
    )
    return Unit.objects.at(on).filter(in_force, parents__parent=unit_id)
